/// Probes and hooks: asking a container whether it is well, from inside its node's network.
package dev.marina.agent.probe;
