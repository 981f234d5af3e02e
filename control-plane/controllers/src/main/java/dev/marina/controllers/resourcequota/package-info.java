/// The resource quota controller.
///
/// **Purpose.** Writes into each ResourceQuota what its namespace uses. Admission counts with every write; this controller makes the
/// first count, follows changes of the limits, and corrects what differs.
/// **Watches.** ResourceQuotas; Pods, PersistentVolumeClaims, Services, Secrets and ConfigMaps as they come and go.
/// **Writes.** ResourceQuota status.
/// **Settings.** None.
/// **Metrics.** Those of the engine.
/// **When it fails.** Tried again with back-off; admission counts for itself meanwhile.
package dev.marina.controllers.resourcequota;
