/// Purpose: tenants, their clusters and nodes, as objects of the management cluster.
///
/// Watches: tenants with their namespaces and plans, clusters, node pools and machines of the management cluster; nodes of every tenant's cluster.
/// Writes: tenants' namespaces and plans; status and finalizers of tenants, clusters and node pools, machines' lists of nodes; makes and removes clusters in the store.
/// Settings: the subnet of nodes' underlay addresses.
/// When it fails: the object's condition `Ready` says why, and it is tried again with back-off.
package dev.marina.controllers.platform;
