/// Purpose: carries what a cluster's administrators break of its nodes to the machines that have these nodes, ends it when it is over, and says what is
/// seen of it.
///
/// Watches: faults and nodes of every cluster, machines of the management cluster. Writes: faults' status and finalizer; `spec.faults` of machines, of
/// which it touches what concerns the fault's own cluster.
/// Settings: none; a fault lasts an hour at most, and of one node one of each type is in effect at a time.
/// When it fails: tried again with back-off. Machines know themselves when a fault is over.
package dev.marina.controllers.fault;
