/// How many nodes pools have by what their clusters' pods need.
///
/// **Watches** NodePool objects with `spec.autoscaling`, and pods that wait for a node in their clusters.
/// **Writes** `spec.replicas` of those pools, their condition `Autoscaling` and since when nodes are idle. Nodes come and leave by the node pool controller, which drains
/// them; the tenant's plan is kept by admission.
/// **When it fails** the condition says why: pods for which no node of the pool would do, the pool's maximum, the plan.
package dev.marina.controlplane.autoscaling;
