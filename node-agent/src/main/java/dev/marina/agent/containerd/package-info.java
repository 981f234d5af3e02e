/// A containerd for each node that is to have one: a program of the machine's, with everything of its own on the node's disk and in the node's groups.
package dev.marina.agent.containerd;
