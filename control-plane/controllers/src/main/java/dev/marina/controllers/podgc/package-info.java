/// The pod garbage collector: pods that no node will ever end.
///
/// **Purpose.** Removes pods of a node that is not there any more, pods that are being deleted and have no node or one that is out of service
/// (taint `node.kubernetes.io/out-of-service`), and of more than 12,500 pods that have ended the oldest, evicted ones first. Whatever had not ended is `Failed` by then.
/// **Watches.** Pods, Nodes.
/// **Writes.** The status of pods (`Failed`, for those without node the condition `DisruptionTarget`); deletes pods without grace.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The pod stays, and keeps its place in quotas and in its owner's count; tried again with back-off.
package dev.marina.controllers.podgc;
