package dev.marina.store.backup;

import dev.marina.api.Origin;
import dev.marina.store.ClusterRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes backups of clusters, checks them and restores them. Implemented by the API server, called in process by the backup controllers; every method
/// blocks until it is done, and throws [BackupException] or [dev.marina.store.StoreException].
public interface ClusterBackups {

    /// All objects of the cluster at one version, but for those that mean nothing elsewhere, and what is in its volumes. May be called again: what is there is
    /// answered.
    ///
    /// @param volumes whether what is in volumes belongs to it
    /// @param progress told now and then
    Manifest take(BackupId id, ClusterRecord cluster, long mostBytes, boolean volumes, Consumer<VolumeProgress> progress);

    /// Restores the backup into a cluster in memory, and compares what is there then with what was backed up; reads back what was in volumes and compares its
    /// digests with those of the snapshots. Throws [BackupException.Damaged] with the first difference.
    ///
    /// @param progress told now and then
    void check(BackupId id, Consumer<VolumeProgress> progress);

    /// May be called again.
    void delete(BackupId id);

    /// Writes objects of the backup into a cluster that is there. May be called again after it was interrupted.
    Restored restore(BackupId id, ClusterRecord into, Wish wish, Origin origin);

    /// Fills claims of the cluster that wait for what the backup has of their volumes, as far as they can be filled now. May be called again; what is there
    /// stays as it is.
    ///
    /// @param former as it was answered the last time: what failed then is not tried again
    /// @param patient false: claims of pods that nobody has scheduled wait no longer for that
    VolumeProgress fill(BackupId id, ClusterRecord into, Wish wish, Origin origin, Optional<VolumeProgress> former, boolean patient,
            Consumer<VolumeProgress> progress);

    /// Whether claims of the cluster wait for what this backup has of their volumes.
    boolean awaited(BackupId id, ClusterRecord cluster);

    /// @param namespaces whose objects are restored, and the namespaces themselves; empty: everything, cluster-wide objects too
    /// @param replace whether an object that is there becomes what it was; else it stays as it is
    record Wish(Set<String> namespaces, boolean replace) {

        public Wish {
            namespaces = Set.copyOf(namespaces);
        }
    }

    /// What became of a restore's objects.
    ///
    /// @param kept those that were there already, and equal to or not to be replaced
    /// @param left those that are not restored into a cluster that is there, such as pods of controllers
    /// @param problems of those that could not be written, the first of them, in words
    record Restored(long created, long replaced, long kept, long left, long failed, List<String> problems) {}

}
