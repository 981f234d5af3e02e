/// Purpose: carries what a cluster's administrators break of its nodes to the machines that have these nodes, what they slow of its controllers to these
/// controllers' gates, ends it when it is over, and says what is seen of it.
///
/// Watches: faults, nodes and Controller objects of every cluster, machines of the management cluster. Writes: faults' status and finalizer; `spec.faults`
/// of machines, of which it touches what concerns the fault's own cluster; `status.slowedBy` of Controller objects.
/// Settings: none; a fault lasts an hour at most, and of one node one of each type is in effect at a time, of one controller one.
/// When it fails: tried again with back-off. Machines and gates know themselves when a fault is over.
package dev.marina.controllers.fault;
