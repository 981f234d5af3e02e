/// Purpose: says of a node that no longer reports that its state is unknown and of its pods that they are not ready, keeps the taints that
/// follow from a node's conditions, and evicts pods that do not tolerate them (condition `DisruptionTarget`).
///
/// Watches: nodes, their leases, pods. Writes: nodes' status and taints, pods' condition `Ready`; deletes pods.
/// Settings: none; 40 s of silence, 300 s before eviction unless the pod's tolerations say otherwise, as upstream.
/// When it fails: tried again with back-off. While no node of a cluster reports, nothing is evicted: the fault is then ours.
package dev.marina.controllers.nodelifecycle;
