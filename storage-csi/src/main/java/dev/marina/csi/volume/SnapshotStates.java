package dev.marina.csi.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The snapshots that exist. A snapshot exists when its record does.
public final class SnapshotStates {

    private final Records<SnapshotRecord> snapshots;

    SnapshotStates(Path directory) {
        snapshots = new Records<>(directory, SnapshotRecord.class);
    }

    public Optional<SnapshotRecord> find(SnapshotId id) {
        return snapshots.find(id.value());
    }

    public List<SnapshotRecord> list() {
        return snapshots.list();
    }

    /// Of one cluster; of all where a caller has no clusters. Cheap, for whoever is refused may ask often.
    public long count(String cluster) {
        return snapshots.count(cluster.isEmpty() ? "" : cluster + "_");
    }

    public void put(SnapshotRecord snapshot) {
        snapshots.put(snapshot.snapshotId().value(), snapshot);
    }

    /// Succeeds when it is not there.
    public void remove(SnapshotId id) {
        snapshots.remove(id.value());
    }
}
