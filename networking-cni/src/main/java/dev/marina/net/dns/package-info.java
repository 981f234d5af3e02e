/// Cluster DNS, as the "Kubernetes DNS-Based Service Discovery" specification 1.1.0 has it, served inside each node.
///
/// Each node has sockets and data of its own cluster, so no tenant can ask for another's names. Names outside the cluster
/// go to the machine's resolvers, from the machine; to servers that the cluster's Corefile names, from inside the node
/// ([dev.marina.net.dns.corefile]).
package dev.marina.net.dns;
