/// Backups of clusters' objects: which of them belong into one, how it is checked by restoring it, and how they come back into a cluster that is there.
/// Files are `dev.marina.store.backup`'s; when anything is done is decided by the backup controllers.
package dev.marina.apiserver.backup;
