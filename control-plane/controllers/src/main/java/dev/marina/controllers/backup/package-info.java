/// Backups of tenants' clusters, when they are due, and restores into clusters that are there.
///
/// **Watches** Backup, BackupSchedule, Restore and Cluster objects of the management cluster.
/// **Writes** their status; makes the backups of schedules and removes those that are not kept. Files are written by
/// [dev.marina.store.backup.ClusterBackups].
/// **Settings** none; how much a tenant may keep is in its plan.
/// **When it fails** the object says why. A backup that cannot be written now is tried again; a process that ends in between leaves nothing that counts,
/// and the next one begins again.
package dev.marina.controllers.backup;
