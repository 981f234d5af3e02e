/// Snapshots of volumes: the part of Kubernetes' snapshot-controller, for volumes of the platform's own driver. The part of the
/// csi-snapshotter sidecar, which asks the driver, is the node agent's (`dev.marina.agent.storage`).
///
/// **Purpose.** Gives each VolumeSnapshot its class and its VolumeSnapshotContent, binds both, says of the one what is said of the other,
/// holds claims, snapshots and contents for as long as something is made of them, and lets contents go with their snapshots. Whatever
/// another driver's is, is left to that driver's controller. Types come with their definitions, which a tenant applies; with them comes the
/// class `marina-snapshots`. Of snapshots that are taken together (VolumeGroupSnapshot) it chooses the claims by their labels, and makes the objects of the
/// single ones once the driver has them all; their class is `marina-group-snapshots`.
/// **Watches.** VolumeSnapshots, -Contents and -Classes; VolumeGroupSnapshots, -Contents and -Classes; claims; the definitions of classes.
/// **Writes.** Snapshots and groups (finalizers, class, status), contents, claims' finalizers, the class; events at the snapshot.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** `status.error` and an event of the snapshot say why, with upstream's reasons; tried again when what is missing comes,
/// and now and then where nothing would tell (the plan's limit).
package dev.marina.controllers.snapshot;
