/// Priority and fairness within a cluster, and turns between clusters.
///
/// The flow schemas of a cluster say to which priority level a request belongs, a level has seats, and who finds none waits in one of
/// the level's queues, which are served fairly (KEP-1040). Nothing runs for a cluster: what is kept of it is made when it is asked
/// something and goes when nobody asks any more; one thread adjusts what levels lend each other, for all clusters that are in use.
/// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
package dev.marina.apiserver.flowcontrol;
