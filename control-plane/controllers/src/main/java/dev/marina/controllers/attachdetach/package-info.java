/// The attach and detach controller.
///
/// **Purpose.** Says by VolumeAttachments which volumes of CSI drivers are to be attached to which nodes: those that pods there use, where the
/// driver's CSIDriver does not say that it attaches nothing. Attaching is the driver's own attacher's. pkg/controller/volume/attachdetach
/// **Watches.** Nodes; pods, claims, volumes, CSIDrivers and VolumeAttachments, for the nodes that they concern.
/// **Writes.** VolumeAttachments, but only those whose names it gives; `status.volumesAttached` of Nodes; events at pods.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Pods wait for their volumes; tried again with back-off. A volume that a node says to use is not detached, unless the node
/// has been unhealthy for eleven minutes or is out of service.
package dev.marina.controllers.attachdetach;
