package dev.marina.csi.rpc;

import com.google.protobuf.Timestamp;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.Snapshot;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.Volume;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.v1.VolumeContentSource;
import dev.marina.csi.volume.Attributes;
import dev.marina.csi.volume.Content;
import dev.marina.csi.volume.GroupRecord;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import dev.marina.csi.volume.VolumeStates;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the RPCs share: this machine's volumes.
///
/// @param machine which machine this is; a volume is reachable from its own only
public record Storage(String driver, String version, String machine, String topologyKey, VolumeStates states, VolumeBackend backend,
        RandomGenerator random, Map<String, ReentrantLock> locks) {

    static final long DEFAULT_BYTES = 1L << 30;
    private static final long STEP = 1L << 20;
    private static final long TURN_SECONDS = 5;

    public Storage(String driver, String version, String machine, String topologyKey, VolumeStates states, VolumeBackend backend) {
        this(driver, version, machine, topologyKey, states, backend, new SecureRandom(), new ConcurrentHashMap<>());
    }

    /// Calls about one volume take turns.
    <T> T alone(String id, Supplier<T> work) {
        ReentrantLock lock = locks.computeIfAbsent(id, _ -> new ReentrantLock());
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// As [#alone], about several. Whoever has one of them may wait for another, so nobody waits here for long.
    <T> T aloneWithAll(List<String> ids, Supplier<T> work) {
        if (ids.isEmpty()) {
            return work.get();
        }
        ReentrantLock lock = locks.computeIfAbsent(ids.getFirst(), _ -> new ReentrantLock());
        if (!taken(lock)) {
            throw CsiFailure.aborted("volume %s is busy with another call".formatted(ids.getFirst()));
        }
        try {
            return aloneWithAll(ids.subList(1, ids.size()), work);
        } finally {
            lock.unlock();
        }
    }

    private static boolean taken(ReentrantLock lock) {
        try {
            return lock.tryLock(TURN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Takes away what was being made when the driver before this one died.
    public void removeUnfinished() {
        states.list().stream().filter(VolumeRecord::unfinished).forEach(this::remove);
        SnapshotGroups groups = new SnapshotGroups(this);
        states.groups().list().stream().filter(GroupRecord::unfinished).forEach(groups::remove);
        // Whoever was reading one that was taken to be read is gone with that driver.
        states.snapshots().list().stream().filter(snapshot -> snapshot.unfinished() || VolumeContents.toBeRead(snapshot.name())).forEach(this::remove);
    }

    /// The record goes last: as long as it is there, somebody knows that there is something to delete.
    void remove(VolumeRecord volume) {
        backend.delete(volume.volumeId());
        states.remove(volume.volumeId());
    }

    void remove(SnapshotRecord snapshot) {
        backend.delete(snapshot.snapshotId());
        states.snapshots().remove(snapshot.snapshotId());
    }

    /// Calls about one snapshot take turns. Whoever needs a volume's turn as well asks for it second.
    <T> T aloneWithSnapshot(String id, Supplier<T> work) {
        return alone("snapshot/" + id, work);
    }

    SnapshotRecord requireSnapshot(String id) {
        return findSnapshot(id).orElseThrow(() -> CsiFailure.snapshotNotFound(id));
    }

    Optional<SnapshotRecord> findSnapshot(String id) {
        return findAnySnapshot(id).filter(snapshot -> !snapshot.unfinished());
    }

    /// Also one that was not finished.
    Optional<SnapshotRecord> findAnySnapshot(String id) {
        return VolumeId.valid(id) ? states.snapshots().find(new SnapshotId(id)) : Optional.empty();
    }

    /// Ids name their cluster: whoever asks for one gets nothing of another.
    static void requireOfCluster(Map<String, String> parameters, String cluster, String id) {
        if (!parameters.getOrDefault(CreateVolume.CLUSTER, cluster).equals(cluster)) {
            throw CsiFailure.notFound(id);
        }
    }

    static String idOf(String cluster, String name) {
        String id = cluster.isEmpty() ? name : cluster + "_" + name;
        if (!VolumeId.valid(id)) {
            throw CsiFailure.invalid("name \"%s\" makes an id that is none".formatted(name));
        }
        return id;
    }

    static Snapshot describe(SnapshotRecord snapshot) {
        return Snapshot.newBuilder().setSnapshotId(snapshot.id()).setGroupSnapshotId(snapshot.group()).setSourceVolumeId(snapshot.volume())
                .setSizeBytes(snapshot.bytes())
                .setCreationTime(time(snapshot.takenMillis())).setReadyToUse(true).build();
    }

    static Timestamp time(long millis) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(millis, 1000L)).setNanos((int) Math.floorMod(millis, 1000L) * 1_000_000).build();
    }

    VolumeRecord require(String id) {
        return find(id).orElseThrow(() -> CsiFailure.notFound(id));
    }

    Optional<VolumeRecord> find(String id) {
        return findAny(id).filter(volume -> !volume.unfinished());
    }

    /// Also one that was not finished.
    Optional<VolumeRecord> findAny(String id) {
        if (id.isEmpty()) {
            throw CsiFailure.missing("Volume ID");
        }
        try {
            return states.find(new VolumeId(id));
        } catch (IllegalArgumentException foreign) {
            // An id that is none of ours names no volume of ours.
            return Optional.empty();
        }
    }

    Volume describe(VolumeRecord volume) {
        Volume.Builder described = Volume.newBuilder().setVolumeId(volume.id()).setCapacityBytes(volume.bytes()).putAllVolumeContext(context(volume))
                .addAccessibleTopology(topology());
        return switch (Content.of(volume.source())) {
            case Content.Empty _ -> described.build();
            case Content.Restored _ -> described.build();
            case Content.OfSnapshot(SnapshotId snapshot) -> described.setContentSource(VolumeContentSource.newBuilder()
                    .setSnapshot(VolumeContentSource.SnapshotSource.newBuilder().setSnapshotId(snapshot.value()))).build();
            case Content.OfVolume(VolumeId source) -> described.setContentSource(VolumeContentSource.newBuilder()
                    .setVolume(VolumeContentSource.VolumeSource.newBuilder().setVolumeId(source.value()))).build();
        };
    }

    static Map<String, String> context(VolumeRecord volume) {
        return volume.cluster().isEmpty() ? Map.of() : Map.of(CreateVolume.CLUSTER, volume.cluster());
    }

    Topology topology() {
        return Topology.newBuilder().putSegments(topologyKey, machine).build();
    }

    /// Whole mebibytes, at least what is required.
    static long size(CapacityRange range) {
        return size(range, 0);
    }

    /// @param least bytes of what the volume is made of
    static long size(CapacityRange range, long least) {
        if (range.getRequiredBytes() < 0 || range.getLimitBytes() < 0) {
            throw CsiFailure.invalid("Capacity must not be negative");
        }
        long wanted = range.getRequiredBytes() > 0
                ? range.getRequiredBytes()
                : least > 0 ? least : range.getLimitBytes() > 0 ? Math.min(DEFAULT_BYTES, range.getLimitBytes()) : DEFAULT_BYTES;
        if (wanted < least) {
            throw CsiFailure.outOfRange("%d bytes are required, and what the volume is made of has %d".formatted(wanted, least));
        }
        long rounded = (wanted + STEP - 1) / STEP * STEP;
        if (range.getLimitBytes() > 0 && rounded > range.getLimitBytes()) {
            rounded = wanted;
        }
        if (range.getLimitBytes() > 0 && rounded > range.getLimitBytes()) {
            throw CsiFailure.outOfRange("%d bytes are required and %d allowed".formatted(range.getRequiredBytes(), range.getLimitBytes()));
        }
        return rounded;
    }

    /// Why no volume of this driver can be used so.
    Optional<String> unsupported(List<VolumeCapability> capabilities) {
        if (capabilities.stream().map(VolumeCapability::getAccessTypeCase).distinct().count() > 1) {
            return Optional.of("one volume cannot be a block device and a file system");
        }
        return capabilities.stream().map(this::unsupported).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> unsupported(VolumeCapability capability) {
        if (capability.hasBlock() && !backend.hasDevices()) {
            return Optional.of("block volumes are not available");
        }
        if (!capability.hasBlock() && !capability.hasMount()) {
            return Optional.of("access type is missing");
        }
        String fsType = capability.getMount().getFsType();
        if (!fsType.isEmpty() && !fsType.equals("xfs")) {
            return Optional.of("file system %s is not available, xfs is".formatted(fsType));
        }
        if (!capability.getMount().getMountFlagsList().isEmpty()) {
            return Optional.of("mount flags are not available");
        }
        if (capability.getAccessMode().getMode() == VolumeCapability.AccessMode.Mode.UNKNOWN) {
            return Optional.of("access mode is missing");
        }
        return Optional.empty();
    }

    /// Why this volume cannot be used so. What it is was settled when it was made: nothing that a tenant has written as a block device is
    /// ever mounted, and nobody writes as to a block device what will be.
    Optional<String> unsupported(VolumeRecord volume, List<VolumeCapability> capabilities) {
        return unsupported(capabilities).or(() -> capabilities.stream().anyMatch(capability -> capability.hasBlock() != volume.block())
                ? Optional.of(volume.block()
                        ? "volume %s is a raw block volume and not a file system".formatted(volume.id())
                        : "volume %s is a file system and not a raw block volume".formatted(volume.id()))
                : Optional.empty());
    }

    /// Of a request; the backend may have none at all.
    Map<String, String> attributes(Map<String, String> parameters) {
        try {
            Attributes.of(parameters);
        } catch (IllegalArgumentException wrong) {
            throw CsiFailure.invalid(wrong.getMessage());
        }
        if (!parameters.isEmpty() && !backend.hasDevices()) {
            throw CsiFailure.invalid("volumes here have no attributes that could be changed");
        }
        return parameters;
    }

    void requireSupported(VolumeRecord volume, VolumeCapability capability) {
        unsupported(volume, List.of(capability)).ifPresent(why -> {
            throw CsiFailure.invalid(why);
        });
    }
}
