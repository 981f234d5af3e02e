package dev.marina.agent.storage;

import dev.marina.agent.machine.VolumeSweep;
import dev.marina.agent.node.NodeStorage;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.ids.IdRange;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.tunnel.StreamedVolumes;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.IdMapping;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import dev.marina.csi.volume.VolumeStates;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.MountTable;
import dev.marina.model.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The machine's storage: our driver in this process, called through its socket like any other.
public final class MachineStorage implements NodeStorage, VolumeSweep, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MachineStorage.class);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final String machine;
    private final Path staging;
    private final VolumeStates states;
    private final IdMapping ids;
    private final CsiDriver driver;
    private final CsiClient client;
    private final Map<String, ReentrantLock> locks = CsiClaims.newLocks();
    private volatile Instant lastSweep = Instant.EPOCH;

    private MachineStorage(String machine, Path directory, Path socket, IdMapping ids) throws IOException {
        this.machine = machine;
        this.ids = ids;
        staging = directory.resolve("staged");
        states = new VolumeStates(directory.resolve("states"));
        driver = new CsiDriver(socket, machine, states, new XfsImages(images(directory)));
        client = new CsiClient(socket);
        ProbeRules.machines(images(directory)).write();
    }

    /// @param directory volumes, and what is known of them
    /// @param ids of the containers that use them
    public static MachineStorage open(String machine, Path directory, Path socket, IdRange ids) throws IOException {
        return new MachineStorage(machine, directory.toAbsolutePath(), socket, IdMapping.of(ids));
    }

    private static Path images(Path directory) {
        return directory.resolve("images");
    }

    /// Takes away all mounts of volumes, and with them their loop devices.
    public static void removeAll(Path directory) {
        new LinuxMounts().unmountBelow(directory.toAbsolutePath());
        XfsImages.detachAll(images(directory));
        ProbeRules.machines(images(directory)).remove();
    }

    /// What is in the volumes, for backups.
    public StreamedVolumes volumes() {
        return new VolumeStreams(driver.contents());
    }

    @Override
    public ClaimVolumes claims(NodeRef node, Path directory, PodApi api) {
        return ids.show(new CsiClaims(client, CsiDriver.NAME, staging, api, node.clusterId(), locks));
    }

    @Override
    public AutoCloseable provision(NodeRef node, Supplier<KubernetesClient> cluster) {
        return new Provisioner(node, machine, client, driver.contents(), this::mounted, cluster, Clock.systemUTC());
    }

    private Optional<Path> mounted(String volume) {
        if (!VolumeId.valid(volume)) {
            return Optional.empty();
        }
        Path staged = staging.resolve(volume);
        return MountTable.find(staged).or(() -> MountTable.find(VolumeBackend.deviceFile(staged))).map(MountTable.Mounted::target);
    }

    @Override
    public void sweep(KubernetesClient management, Set<NodeRef> nodes) {
        Instant now = Instant.now();
        if (now.isBefore(lastSweep.plus(SWEEP))) {
            return;
        }
        lastSweep = now;
        Set<String> alive = nodes.stream().map(NodeRef::clusterId).collect(Collectors.toSet());
        List<VolumeRecord> doubtful = states.list().stream().filter(volume -> !volume.cluster().isEmpty() && !alive.contains(volume.cluster())).toList();
        List<SnapshotRecord> doubtfulSnapshots = states.snapshots().list().stream()
                .filter(snapshot -> !snapshot.cluster().isEmpty() && !alive.contains(snapshot.cluster())).toList();
        if (doubtful.isEmpty() && doubtfulSnapshots.isEmpty()) {
            return;
        }
        Set<String> existing;
        try {
            List<Cluster> clusters = management.resources(Cluster.class).inAnyNamespace().list().getItems();
            if (clusters.stream().anyMatch(cluster -> cluster.getStatus() == null || cluster.getStatus().clusterId() == null)) {
                // One that does not say its id yet may be any of them.
                return;
            }
            existing = clusters.stream().map(cluster -> cluster.getStatus().clusterId()).filter(Objects::nonNull).collect(Collectors.toSet());
        } catch (KubernetesClientException failure) {
            LOG.atWarn().addKeyValue("error", failure.getMessage()).log("cannot tell which clusters exist, volumes stay");
            return;
        }
        for (VolumeRecord volume : doubtful) {
            if (!existing.contains(volume.cluster())) {
                delete(volume);
            }
        }
        for (SnapshotRecord snapshot : doubtfulSnapshots) {
            if (!existing.contains(snapshot.cluster())) {
                delete(snapshot);
            }
        }
    }

    private void delete(SnapshotRecord snapshot) {
        try {
            if (snapshot.group().isEmpty()) {
                client.controller().deleteSnapshot(DeleteSnapshotRequest.newBuilder().setSnapshotId(snapshot.id()).build());
            } else {
                // With the first of them all go.
                states.groups().find(new SnapshotId(snapshot.group())).ifPresent(group -> client.groupController().deleteVolumeGroupSnapshot(
                        DeleteVolumeGroupSnapshotRequest.newBuilder().setGroupSnapshotId(group.id()).addAllSnapshotIds(group.snapshots()).build()));
            }
            LOG.atInfo().addKeyValue("snapshot", snapshot.id()).addKeyValue("cluster", snapshot.cluster()).log("snapshot of a deleted cluster deleted");
        } catch (StatusRuntimeException refused) {
            LOG.atWarn().addKeyValue("snapshot", snapshot.id()).addKeyValue("error", refused.getMessage()).log("snapshot of a deleted cluster stays for now");
        }
    }

    private void delete(VolumeRecord volume) {
        try {
            client.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(volume.id()).build());
            LOG.atInfo().addKeyValue("volume", volume.id()).addKeyValue("cluster", volume.cluster()).log("volume of a deleted cluster deleted");
        } catch (StatusRuntimeException refused) {
            LOG.atWarn().addKeyValue("volume", volume.id()).addKeyValue("error", refused.getMessage()).log("volume of a deleted cluster stays for now");
        }
    }

    @Override
    public void close() {
        client.close();
        driver.close();
        ids.close();
    }
}
