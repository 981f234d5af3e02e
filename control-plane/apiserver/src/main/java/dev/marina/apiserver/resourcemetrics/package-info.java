/// The resource metrics API, `metrics.k8s.io`: figures of nodes and pods, asked of the nodes' agents when somebody wants them. Nothing is
/// collected for clusters of which nobody asks.
package dev.marina.apiserver.resourcemetrics;
