/// What nodes, pods and containers use: read from the kernel's groups, networks and file systems when somebody asks, and at most every few
/// seconds for each node. While nobody asks, nothing is read, and no thread waits.
///
/// [NodeSampler] reads, [NodeMeter] remembers the last two readings, and what is shown is made of these: [Summary] and the texts as a kubelet
/// serves them, [Rates] for the control plane.
package dev.marina.agent.stats;
