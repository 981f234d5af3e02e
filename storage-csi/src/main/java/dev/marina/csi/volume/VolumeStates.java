package dev.marina.csi.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The volumes that exist. A volume exists when its record does.
public final class VolumeStates {

    private final Records<VolumeRecord> volumes;
    private final SnapshotStates snapshots;

    public VolumeStates(Path directory) {
        volumes = new Records<>(directory, VolumeRecord.class);
        snapshots = new SnapshotStates(directory.resolve("snapshots"));
    }

    public SnapshotStates snapshots() {
        return snapshots;
    }

    public Optional<VolumeRecord> find(VolumeId id) {
        return volumes.find(id.value());
    }

    public List<VolumeRecord> list() {
        return volumes.list();
    }

    public void put(VolumeRecord volume) {
        volumes.put(volume.volumeId().value(), volume);
    }

    /// Succeeds when it is not there.
    public void remove(VolumeId id) {
        volumes.remove(id.value());
    }
}
