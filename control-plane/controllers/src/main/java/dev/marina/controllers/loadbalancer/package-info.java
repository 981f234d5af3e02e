/// The controllers of Services of type LoadBalancer and of the addresses that they have.
///
/// **Purpose.** Every such Service of every cluster gets an address of the installation's range, which no other has. That a cluster has one is an
/// IPAddress of the management cluster: its name is the address, so that the store lets nobody have it twice, and its parent is the Cluster.
/// [BalancerPlan] decides for one Service; [AddressPlan] when an address that nobody uses may go to somebody else.
/// **Watches.** Services; IPAddresses, Clusters and Machines of the management cluster.
/// **Writes.** `status.loadBalancer` and the finalizer `service.kubernetes.io/load-balancer-cleanup` of Services; IPAddresses of the management
/// cluster that are labelled as managed by `load-balancer.marina.dev`; `spec.addresses` of Machines, by which their agents know what the Services
/// of a cluster may answer at: what a Service's status says there, its tenant may have written; `spec.elsewhere` of the installation's own Machine
/// ([ElsewherePlan]), by which it leads strangers to nodes of others. Events EnsuringLoadBalancer, EnsuredLoadBalancer,
/// SyncLoadBalancerFailed, LoadbalancerIP, DeletingLoadBalancer, DeletedLoadBalancer.
/// **Settings.** `load-balancer-range`; `loadBalancers` of a tenant's plan.
/// **Metrics.** Those of the engine.
/// **When it fails.** Addresses that are given stay and go on to answer; new ones wait.
package dev.marina.controllers.loadbalancer;
