package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.pod.PodApi;
import dev.marina.agent.pod.PodVolumes.MountFailure;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.csi.v1.NodePublishVolumeRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnpublishVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.volume.MountTable;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private record Published(String volumeId, String stagingPath) {}

    @Override
    public void mount(Pod pod, String claimName, boolean readOnly, Path target) {
        if (MountTable.find(target).isPresent()) {
            return;
        }
        CSIPersistentVolumeSource source = source(pod, claimName);
        // Ids name their cluster: a volume object that names another cluster's volume gets nothing.
        if (!source.getVolumeHandle().startsWith(clusterId + "_")) {
            throw new MountFailure("volume handle \"%s\" is not one of this cluster".formatted(source.getVolumeHandle()));
        }
        Path staged = staging.resolve(source.getVolumeHandle());
        VolumeCapability capability = VolumeCapability.newBuilder().setMount(VolumeCapability.MountVolume.newBuilder()
                .setFsType(Optional.ofNullable(source.getFsType()).orElse(""))).setAccessMode(VolumeCapability.AccessMode.newBuilder()
                .setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER)).build();
        Map<String, String> context = Optional.ofNullable(source.getVolumeAttributes()).orElse(Map.of());
        alone(source.getVolumeHandle(), () -> {
            try {
                Files.createDirectories(target.getParent());
                Files.write(note(target), JSON.writeValueAsBytes(new Published(source.getVolumeHandle(), staged.toString())));
                driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(source.getVolumeHandle())
                        .setStagingTargetPath(staged.toString()).setVolumeCapability(capability).putAllVolumeContext(context).build());
                driver.node().nodePublishVolume(NodePublishVolumeRequest.newBuilder().setVolumeId(source.getVolumeHandle())
                        .setStagingTargetPath(staged.toString()).setTargetPath(target.toString()).setVolumeCapability(capability)
                        .setReadonly(readOnly || Boolean.TRUE.equals(source.getReadOnly())).putAllVolumeContext(context).build());
            } catch (StatusRuntimeException failure) {
                throw new MountFailure("rpc error: code = %s desc = %s".formatted(failure.getStatus().getCode(), failure.getStatus().getDescription()), failure);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private CSIPersistentVolumeSource source(Pod pod, String claimName) {
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
        CSIPersistentVolumeSource source = volume.getSpec().getCsi();
        if (source == null || !driverName.equals(source.getDriver())) {
            throw new MountFailure("driver name %s not found in the list of registered CSI drivers".formatted(source == null ? "(none)" : source.getDriver()));
        }
        return source;
    }

    @Override
    public void unmount(String podUid, Path target) {
        Path note = note(target);
        Published published;
        try {
            if (!Files.exists(note)) {
                return;
            }
            published = JSON.readValue(note.toFile(), Published.class);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        alone(published.volumeId, () -> {
            driver.node().nodeUnpublishVolume(NodeUnpublishVolumeRequest.newBuilder().setVolumeId(published.volumeId).setTargetPath(target.toString()).build());
            unstageIfUnused(published);
            try {
                Files.deleteIfExists(note);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    /// The mount table knows who else uses it.
    private void unstageIfUnused(Published published) {
        Path staged = Path.of(published.stagingPath);
        Optional<MountTable.Mounted> stagedMount = MountTable.find(staged);
        boolean used = stagedMount.isPresent() && MountTable.read().stream()
                .anyMatch(other -> other.device().equals(stagedMount.get().device()) && !other.target().equals(staged));
        if (!used) {
            driver.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(published.volumeId).setStagingTargetPath(staged.toString()).build());
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

    private static Path note(Path target) {
        return target.resolveSibling(target.getFileName() + ".published");
    }
}
