/// The replica set controller.
///
/// **Purpose.** Keeps as many pods of a template alive as `spec.replicas` says.
/// **Watches.** ReplicaSets; Pods, by controller reference and, for orphans, by selector.
/// **Writes.** Pods (create, delete, owner references), ReplicaSet status, Events SuccessfulCreate, FailedCreate, SuccessfulDelete, FailedDelete.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** A refused create stops the batch, sets the condition ReplicaFailure and is tried again with back-off.
package dev.marina.controllers.replicaset;
