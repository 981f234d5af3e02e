/// The job controller, and the one that deletes finished jobs when their time is over.
///
/// **Purpose.** Runs pods until as many have succeeded as a job wants, and says how it ended. Every pod is counted exactly once:
/// it carries the finalizer `batch.kubernetes.io/job-tracking` until its uid stands in `status.uncountedTerminatedPods`, and
/// becomes part of a number only when the finalizer is gone. Each reconcile makes one of these steps; the change brings the next.
/// **Watches.** Jobs; Pods by controller reference.
/// **Writes.** Pods (create, delete, finalizers), the Job's status, Events SuccessfulCreate, SuccessfulDelete, Suspended, Resumed,
/// Completed, and the reason of a failure. `ttl-after-finished` deletes Jobs.
/// **Settings.** None. At most 500 pods are created or deleted in one reconcile.
/// **Metrics.** Those of the engine.
/// **When it fails.** Refused pods appear as event FailedCreate and are tried again. The back-off after failed pods is computed from
/// the pods that are there, so that it outlives a restart; who deletes failed pods shortens it.
package dev.marina.controllers.job;
