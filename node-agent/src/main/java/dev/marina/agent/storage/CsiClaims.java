package dev.marina.agent.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.VolumeId;
import dev.marina.linux.BlockDevice;
import dev.marina.linux.MountTable;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Claims of one cluster's pods on this machine, by calls to the CSI driver. What is published where is noted beside the target
/// before it is, so that it can be taken away whatever happens.
final class CsiClaims implements ClaimVolumes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CsiClient driver;
    private final String driverName;
    private final Path staging;
    private final PodApi api;
    private final String clusterId;
    /// One per volume of the machine: staging and unstaging take turns. Shared by all nodes.
    private final Map<String, ReentrantLock> locks;

    /// @param staging directory for mounts that all pods of the machine share
    CsiClaims(CsiClient driver, String driverName, Path staging, PodApi api, String clusterId, Map<String, ReentrantLock> locks) {
        this.driver = driver;
        this.driverName = driverName;
        this.staging = staging;
        this.api = api;
        this.clusterId = clusterId;
        this.locks = locks;
    }

    static Map<String, ReentrantLock> newLocks() {
        return new ConcurrentHashMap<>();
    }

    /// @param done false while the driver is being asked: what is mounted may be half of it
    /// @param readOnly as the volume's object says
    private record Published(String volumeId, String stagingPath, boolean done, boolean readOnly) {}

    /// A directory that a person has made known as a volume: of the node (`hostPath`), or one that has to be there already (`local`).
    @Override
    public Backing backing(Pod pod, String claimName, Path target) {
        if (published(target)) {
            return BlockDevice.of(target).isPresent()
                    ? new Backing.Device(read(note(target)).filter(Published::readOnly).isPresent())
                    : new Backing.Files();
        }
        PersistentVolume volume = volume(pod, claimName);
        if (volume.getSpec().getCsi() != null && !driverName.equals(volume.getSpec().getCsi().getDriver())) {
            if (block(volume)) {
                throw new MountFailure("driver %s runs as a pod of this node, where such drivers cannot make block devices known: volumeMode must be Filesystem"
                        .formatted(volume.getSpec().getCsi().getDriver()));
            }
            return new Backing.OfDriver(volume);
        }
        if (block(volume)) {
            // Whoever can make device files in a directory of the node would name the machine's own by a volume of it.
            return new Backing.Device(Boolean.TRUE.equals(source(volume).getReadOnly()));
        }
        return Optional.ofNullable(volume.getSpec().getHostPath())
                .or(() -> Optional.ofNullable(volume.getSpec().getLocal()).map(local -> new HostPathVolumeSource(local.getPath(), "Directory")))
                .<Backing>map(Backing.OfNode::new).orElseGet(Backing.Files::new);
    }

    private static boolean block(PersistentVolume volume) {
        return "Block".equals(volume.getSpec().getVolumeMode());
    }

    @Override
    public void mount(Pod pod, String claimName, boolean readOnly, Path target) {
        if (published(target)) {
            return;
        }
        PersistentVolume volume = volume(pod, claimName);
        CSIPersistentVolumeSource source = source(volume);
        Path staged = staging.resolve(source.getVolumeHandle());
        VolumeCapability capability = capability(volume, source);
        boolean always = Boolean.TRUE.equals(source.getReadOnly());
        Map<String, String> context = Optional.ofNullable(source.getVolumeAttributes()).orElse(Map.of());
        alone(source.getVolumeHandle(), () -> {
            try {
                Files.createDirectories(target.getParent());
                write(note(target), new Published(source.getVolumeHandle(), staged.toString(), false, always));
                driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(source.getVolumeHandle())
                        .setStagingTargetPath(staged.toString()).setVolumeCapability(capability).putAllVolumeContext(context).build());
                driver.node().nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId(source.getVolumeHandle())
                        .setStagingTargetPath(staged.toString()).setTargetPath(target.toString()).setVolumeCapability(capability)
                        .setReadonly(readOnly || always).putAllVolumeContext(context).build());
                write(note(target), new Published(source.getVolumeHandle(), staged.toString(), true, always));
            } catch (StatusRuntimeException failure) {
                throw new MountFailure("rpc error: code = %s desc = %s".formatted(failure.getStatus().getCode(), failure.getStatus().getDescription()),
                        failure);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static boolean published(Path target) {
        return MountTable.find(target).isPresent() && read(note(target)).filter(Published::done).isPresent();
    }

    private static VolumeCapability capability(PersistentVolume volume, CSIPersistentVolumeSource source) {
        VolumeCapability.Builder capability = VolumeCapability.newBuilder()
                .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(mode(volume)));
        return block(volume)
                ? capability.setBlock(VolumeCapability.BlockVolume.getDefaultInstance()).build()
                : capability.setMount(VolumeCapability.MountVolume.newBuilder().setFsType(Optional.ofNullable(source.getFsType()).orElse(""))).build();
    }

    private static VolumeCapability.AccessMode.Mode mode(PersistentVolume volume) {
        return List.of("ReadWriteOncePod").equals(volume.getSpec().getAccessModes())
                ? VolumeCapability.AccessMode.Mode.SINGLE_NODE_SINGLE_WRITER
                : VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER;
    }

    private PersistentVolume volume(Pod pod, String claimName) {
        String namespace = pod.getMetadata().getNamespace();
        PersistentVolumeClaim claim = api.claim(namespace, claimName)
                .orElseThrow(() -> new MountFailure("persistentvolumeclaim \"%s\" not found".formatted(claimName)));
        String volumeName = claim.getSpec().getVolumeName();
        if (volumeName == null || volumeName.isEmpty() || claim.getStatus() == null || !"Bound".equals(claim.getStatus().getPhase())) {
            throw new MountFailure("persistentvolumeclaim \"%s\" is not bound".formatted(claimName));
        }
        PersistentVolume volume = api.volume(volumeName).orElseThrow(() -> new MountFailure("persistentvolume \"%s\" not found".formatted(volumeName)));
        if (volume.getSpec().getClaimRef() == null || !claim.getMetadata().getUid().equals(volume.getSpec().getClaimRef().getUid())) {
            throw new MountFailure("persistentvolume \"%s\" is not bound to claim \"%s/%s\"".formatted(volumeName, namespace, claimName));
        }
        return volume;
    }

    /// The driver's volume behind the object, if it is one that this cluster's pods may have.
    private CSIPersistentVolumeSource source(PersistentVolume volume) {
        CSIPersistentVolumeSource source = volume.getSpec().getCsi();
        if (source == null || !driverName.equals(source.getDriver())) {
            throw new MountFailure("driver name %s not found in the list of registered CSI drivers".formatted(source == null ? "(none)" : source.getDriver()));
        }
        // Ids name their cluster: a volume object that names another cluster's volume gets nothing. Nor does one that no driver gave:
        // it would be noted and could not be taken away.
        if (!source.getVolumeHandle().startsWith(clusterId + "_") || !VolumeId.valid(source.getVolumeHandle())) {
            throw new MountFailure("volume handle \"%s\" is not one of this cluster".formatted(source.getVolumeHandle()));
        }
        return source;
    }

    @Override
    public void unmount(String podUid, Path target) {
        read(note(target)).ifPresent(published -> alone(published.volumeId, () -> {
            driver.node().nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId(published.volumeId).setTargetPath(target.toString()).build());
            unstageIfUnused(published);
        }));
        try {
            Files.deleteIfExists(note(target));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The mount table knows who else uses it.
    private void unstageIfUnused(Published published) {
        Path staged = Path.of(published.stagingPath);
        Optional<MountTable.Mounted> stagedMount = MountTable.find(staged).or(() -> MountTable.find(VolumeBackend.deviceFile(staged)));
        // A driver's volume need not be a file system of its own.
        boolean used = stagedMount.isPresent() && MountTable.read().stream().anyMatch(other -> !other.target().startsWith(staged)
                && other.device().equals(stagedMount.get().device()) && Path.of(other.root()).startsWith(stagedMount.get().root()));
        if (!used) {
            driver.node()
                    .nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(published.volumeId).setStagingTargetPath(staged.toString()).build());
        }
    }

    private void alone(String volume, Runnable work) {
        ReentrantLock lock = locks.computeIfAbsent(volume, _ -> new ReentrantLock());
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /// Empty when there is none, or one without sense: power was lost while it was written, and the mount that it was to tell of with it.
    private static Optional<Published> read(Path note) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(note), Published.class));
        } catch (NoSuchFileException | JsonProcessingException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(Path note, Published published) throws IOException {
        Path fresh = note.resolveSibling(note.getFileName() + ".new");
        Files.write(fresh, JSON.writeValueAsBytes(published));
        Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path note(Path target) {
        return target.resolveSibling(target.getFileName() + ".published");
    }
}
