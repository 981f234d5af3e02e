/// Calls of webhooks, whatever they are asked: where they are, who may vouch for them, and what a call may cost. A webhook belongs to
/// its tenant and is not trusted: it is reached through the cluster's own nodes or at a public address and nowhere else, each tenant
/// has so many calls at a time, and each call an end to its time and its bytes.
package dev.marina.apiserver.webhook;
