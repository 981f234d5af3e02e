/// The replication controller, the older form of a replica set.
///
/// **Purpose.** Keeps as many pods of a template alive as `spec.replicas` says.
/// **Watches.** ReplicationControllers; Pods, by controller reference and, for orphans, by selector.
/// **Writes.** Pods (create, delete, owner references), ReplicationController status, Events SuccessfulCreate, FailedCreate, SuccessfulDelete,
/// FailedDelete.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** As the replica set controller, whose plan and reconciler these are: only how an object is read is told here.
package dev.marina.controllers.replicationcontroller;
