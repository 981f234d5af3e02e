package dev.marina.csi.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The volumes that exist. A volume exists when its record does.
public final class VolumeStates {

    private final Records<VolumeRecord> volumes;
    private final SnapshotStates snapshots;
    private final GroupStates groups;

    public VolumeStates(Path directory) {
        volumes = new Records<>(directory, VolumeRecord.class);
        snapshots = new SnapshotStates(directory.resolve("snapshots"));
        groups = new GroupStates(directory.resolve("groups"));
    }

    public SnapshotStates snapshots() {
        return snapshots;
    }

    public GroupStates groups() {
        return groups;
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

    /// As [#put], of a raw block volume that gets a device of its own. One at a time: nobody else may be given the same.
    public synchronized VolumeRecord putWithDevice(VolumeRecord volume, RandomGenerator random) {
        Set<Integer> taken = list().stream().map(VolumeRecord::device).collect(Collectors.toSet());
        // By chance, so that one whose volume is deleted is not the next one's: who should still know it has nothing by it.
        VolumeRecord known = IntStream.generate(() -> random.nextInt(LoopDevice.COUNT)).mapToObj(index -> LoopDevice.of(index).number())
                .filter(number -> !taken.contains(number)).findFirst().map(volume::withDevice).orElseThrow();
        put(known);
        return known;
    }

    /// Succeeds when it is not there.
    public void remove(VolumeId id) {
        volumes.remove(id.value());
    }
}
