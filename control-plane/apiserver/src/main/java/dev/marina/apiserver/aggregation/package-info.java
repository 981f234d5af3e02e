/// The aggregation layer: groups and versions that a Service of a cluster serves, as APIServices say. A request for one of them passes
/// the same filters as any other, and then goes to a pod of the same cluster, by its uid and through the agent of its node, with a
/// certificate of the cluster's front proxy and the caller's name in header fields. Nobody's own proof of who they are goes with it, and
/// the platform's own components never ask there.
/// https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
package dev.marina.apiserver.aggregation;
