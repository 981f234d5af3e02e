/// The stateful set controller.
///
/// **Purpose.** Keeps pods with stable names, hosts and volumes: one of each ordinal, never two. One at a time and in order, or all at
/// once, as `podManagementPolicy` says; replaced from the highest ordinal down when the template changes.
/// **Watches.** StatefulSets; Pods by controller reference and by selector.
/// **Writes.** Pods (create, delete, identity), PersistentVolumeClaims (create, owners by the retention policy), ControllerRevisions, the
/// StatefulSet's status, Events SuccessfulCreate, FailedCreate, SuccessfulDelete, FailedDelete.
/// **Settings.** None. At most 500 pods are created or deleted in one reconcile.
/// **Metrics.** Those of the engine.
/// **When it fails.** Refused pods and claims appear as events and are tried again. Unlike upstream, a pod that does not become ready
/// and is of a template that nobody wants any more is deleted even where its successors wait for it: a bad update that was taken back
/// does not block the set for ever.
package dev.marina.controllers.statefulset;
