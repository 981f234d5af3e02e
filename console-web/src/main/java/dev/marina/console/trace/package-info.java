/// Where a packet of a pod goes: names, Services, rules, policies, hops, and an attempt.
package dev.marina.console.trace;
