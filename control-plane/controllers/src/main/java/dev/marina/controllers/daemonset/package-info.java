/// The daemon set controller.
///
/// **Purpose.** Keeps one pod on every node that takes it, and replaces the pods step by step when the template changes.
/// **Watches.** DaemonSets; Pods by controller reference and by selector; Nodes, when labels, taints or cordon change.
/// **Writes.** Pods (create, delete), ControllerRevisions, the DaemonSet's status, Events SuccessfulCreate, FailedCreate,
/// SuccessfulDelete, FailedDelete, FailedDaemonPod, SucceededDaemonPod.
/// **Settings.** None. At most 250 pods are created or deleted in one reconcile.
/// **Metrics.** Those of the engine.
/// **When it fails.** Refused pods appear as events and are tried again. A pod that ended is deleted, and so replaced, fifteen seconds
/// later: one that fails at once costs a cluster four pods a minute and node.
package dev.marina.controllers.daemonset;
