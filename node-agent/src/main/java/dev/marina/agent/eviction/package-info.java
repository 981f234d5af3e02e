/// What a node does when it comes to be short of something, decided from figures and nothing else: what it says, which pod goes, why.
///
/// Purpose: node-pressure eviction and limits of local storage, as upstream's pkg/kubelet/eviction. When it fails: the kernel's limits hold all the
/// same, since a node's memory, processes and disk end with the node.
package dev.marina.agent.eviction;
