/// The deployment controller.
///
/// **Purpose.** Rolls a pod template out through replica sets: one per template, sizes moved within surge and unavailability.
/// **Watches.** Deployments; ReplicaSets by controller reference; Pods, for strategy Recreate, through their replica set.
/// **Writes.** ReplicaSets (create, scale, annotations, delete beyond the history limit), the Deployment's revision annotation and
/// status, Events ScalingReplicaSet.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Refused pods appear as condition ReplicaFailure; a rollout that stands still for `progressDeadlineSeconds`
/// gets Progressing=False with reason ProgressDeadlineExceeded. Unlike upstream, the new set does not grow while pods of a set that
/// shrank are still there: there are never more pods than surge allows, not even for a moment.
package dev.marina.controllers.deployment;
