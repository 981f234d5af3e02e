/// Purpose: tenants' clusters and their nodes, as objects of the management cluster.
///
/// Watches: clusters, node pools and machines of the management cluster; nodes of every tenant's cluster.
/// Writes: status and finalizers of clusters and node pools, machines' lists of nodes; makes and removes clusters in the store.
/// Settings: the subnet of nodes' underlay addresses.
/// When it fails: the object's condition `Ready` says why, and it is tried again with back-off.
package dev.marina.controllers.platform;
