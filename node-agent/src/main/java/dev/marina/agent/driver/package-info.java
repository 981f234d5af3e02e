/// CSI drivers that a cluster's owner brings, as pods of its nodes: how they make themselves known (the registration of kubelet's plugins, v1),
/// what the cluster's API is told of them, and their volumes.
///
/// A driver is a tenant's program and not to be trusted. It is reached by a socket in the node's own file system, which is found there as by
/// somebody who sees nothing else, and held while it is spoken to. Every call has a time limit and every answer a size; how many drivers
/// a node has is bounded. Paths that a driver names mean nothing outside the node's file system.
package dev.marina.agent.driver;
