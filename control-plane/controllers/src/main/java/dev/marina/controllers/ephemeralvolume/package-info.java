/// The ephemeral volume controller.
///
/// **Purpose.** Makes the claims behind pods' generic ephemeral volumes, one for each, named after pod and volume and owned by the pod,
/// with which it goes.
/// **Watches.** Pods; PersistentVolumeClaims, for those that were deleted too early.
/// **Writes.** PersistentVolumeClaims; events at the pod.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** The pod waits for its claim; tried again with back-off. A claim of that name that is not the pod's is left alone,
/// and an event says so.
package dev.marina.controllers.ephemeralvolume;
