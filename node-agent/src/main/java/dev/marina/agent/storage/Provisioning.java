package dev.marina.agent.storage;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.rpc.CreateVolume;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerModifyVolumeRequest;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.TopologyRequirement;
import dev.marina.csi.v1.Volume;
import dev.marina.csi.v1.VolumeCapability;
import dev.marina.csi.v1.VolumeContentSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what claims and volumes of one cluster ask of one node. Each is on its own: one that fails is told why, waits for its
/// next attempt, and keeps nobody else waiting.
final class Provisioning {

    private static final Logger LOG = LoggerFactory.getLogger(Provisioning.class);

    private final NodeRef node;
    private final String machine;
    private final CsiClient driver;
    private final Predicate<String> restored;
    private final Expansion expansion;
    private final Modifying modifying;
    private final SnapshotPlan.Place place;
    private final Snapshotting snapshotting;
    private final GroupSnapshotting groupSnapshotting;
    private final Attempts attempts = new Attempts();

    /// @param restored whether a volume of this name has been made with what a backup had of it
    /// @param mounted where a volume is mounted for all pods of the machine, if it is
    Provisioning(NodeRef node, String machine, CsiClient driver, Predicate<String> restored, Function<String, Optional<Path>> mounted) {
        this.node = node;
        this.machine = machine;
        this.driver = driver;
        this.restored = restored;
        expansion = new Expansion(node, machine, driver, mounted);
        modifying = new Modifying(node, machine, driver);
        place = new SnapshotPlan.Place(node.clusterId(), CsiDriver.NAME, CsiDriver.TOPOLOGY_KEY, machine);
        snapshotting = new Snapshotting(node, place, driver);
        groupSnapshotting = new GroupSnapshotting(node, place, driver);
    }

    /// One look at all of them. Says when the next is due because of something that failed.
    Optional<Instant> pass(ClusterVolumes cluster, Instant now) {
        List<PersistentVolumeClaim> claims = cluster.claims();
        List<PersistentVolume> volumes = cluster.volumes();
        List<SnapshotContent> contents = cluster.snapshots().contents();
        List<GroupContent> groups = cluster.snapshots().groups().contents();
        attempts.keepOnly(Stream.of(claims.stream().flatMap(claim -> Stream.of(claim.getMetadata().getUid(), change(claim))),
                volumes.stream().map(volume -> volume.getMetadata().getUid()),
                contents.stream().map(SnapshotContent::uid), groups.stream().map(GroupContent::uid)).flatMap(uids -> uids).collect(Collectors.toSet()));
        Set<String> names = volumes.stream().map(volume -> volume.getMetadata().getName()).collect(Collectors.toSet());
        for (PersistentVolumeClaim claim : claims) {
            attempt(claim.getMetadata().getUid(), now, () -> {
                serve(cluster, claim, names);
                expansion.serve(cluster, claim, volumes);
            });
            attempt(change(claim), now, () -> {
                modifying.serve(cluster, claim, volumes);
                attempts.succeeded(change(claim));
            });
        }
        for (PersistentVolume volume : volumes) {
            attempt(volume.getMetadata().getUid(), now, () -> deleteIfExpired(cluster, volume));
        }
        Set<String> here = contents.isEmpty() && groups.isEmpty() ? Set.of() : snapshotting.here(volumes);
        for (SnapshotContent content : contents) {
            attempt(content.uid(), now, () -> {
                snapshotting.serve(cluster.snapshots(), content, here, now);
                attempts.succeeded(content.uid());
            });
        }
        for (GroupContent content : groups) {
            attempt(content.uid(), now, () -> {
                groupSnapshotting.serve(cluster.snapshots().groups(), content, here, now);
                attempts.succeeded(content.uid());
            });
        }
        return attempts.next(now);
    }

    /// Other attempts than those to grow, and anew with each class that is wanted: what failed with one says nothing of the next.
    private static String change(PersistentVolumeClaim claim) {
        return claim.getMetadata().getUid() + "/" + ProvisioningPlan.attributesClass(claim).orElse("");
    }

    private void attempt(String uid, Instant now, Runnable work) {
        if (!attempts.due(uid, now)) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException failure) {
            attempts.failed(uid, now);
            LOG.atInfo().addKeyValue("node", node).addKeyValue("uid", uid).addKeyValue("error", ApiFailures.words(failure))
                    .log("claim or volume to be tried again");
            LOG.atDebug().addKeyValue("uid", uid).setCause(failure).log("claim or volume to be tried again");
        }
    }

    private void serve(ClusterVolumes cluster, PersistentVolumeClaim claim, Set<String> volumes) {
        Optional<StorageClass> storageClass = Optional.ofNullable(claim.getSpec().getStorageClassName()).flatMap(cluster::storageClass);
        if (ProvisioningPlan.takeable(claim, CsiDriver.NAME, storageClass)) {
            // The first node to say so gets it; the change of the claim brings it back here.
            cluster.selectNode(claim, Optional.of(node.name()));
            return;
        }
        if (!ProvisioningPlan.wanted(claim, node.name(), CsiDriver.NAME, storageClass) || volumes.contains(ProvisioningPlan.volumeName(claim))) {
            return;
        }
        if (DataSources.ofBackup(claim) && !restored.test(ProvisioningPlan.volumeName(claim))) {
            // The control plane makes its volume, and then says so in the claim, which brings it back here. An empty one would be taken for it.
            return;
        }
        try {
            provision(cluster, claim, storageClass.get());
            // Not before: a claim that gave its node back and is given another's or the same again has still failed.
            attempts.succeeded(claim.getMetadata().getUid());
        } catch (RuntimeException failure) {
            cluster.event(claim, "Warning", "ProvisioningFailed", "failed to provision volume with StorageClass \"%s\": %s"
                    .formatted(storageClass.get().getMetadata().getName(), words(failure)));
            if (failure instanceof StatusRuntimeException refused && refused.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
                // Another machine may have what this one has not.
                cluster.selectNode(claim, Optional.empty());
            }
            throw failure;
        }
    }

    static String words(RuntimeException failure) {
        return failure instanceof StatusRuntimeException refused
                ? "rpc error: code = %s desc = %s".formatted(refused.getStatus().getCode(), refused.getStatus().getDescription())
                : ApiFailures.words(failure);
    }

    private void provision(ClusterVolumes cluster, PersistentVolumeClaim claim, StorageClass storageClass) {
        Optional<VolumeContentSource> source = new DataSources(cluster, place).of(claim);
        CreateVolumeRequest.Builder request = CreateVolumeRequest.newBuilder().setName(ProvisioningPlan.volumeName(claim))
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(ProvisioningPlan.bytes(claim)))
                .addVolumeCapabilities(capability(claim))
                .putAllParameters(parameters(Optional.ofNullable(storageClass.getParameters()).orElse(Map.of()), node))
                .setAccessibilityRequirements(
                        TopologyRequirement.newBuilder().addRequisite(Topology.newBuilder().putSegments(CsiDriver.TOPOLOGY_KEY, machine)));
        source.ifPresent(request::setVolumeContentSource);
        Map<String, String> attributes = attributes(cluster, claim);
        boolean there = DataSources.ofBackup(claim);
        if (!there) {
            request.putAllInitialMutableParameters(attributes);
        }
        Volume made = driver.controller().createVolume(request.build()).getVolume();
        if (there && !attributes.isEmpty()) {
            driver.controller().controllerModifyVolume(ControllerModifyVolumeRequest.newBuilder().setVolumeId(made.getVolumeId())
                    .putAllMutableParameters(attributes).build());
        }
        PersistentVolume volume = ProvisioningPlan.volume(claim, storageClass, CsiDriver.NAME, made.getVolumeId(), made.getVolumeContextMap(),
                CsiDriver.TOPOLOGY_KEY, machine);
        cluster.create(volume);
        cluster.event(claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + volume.getMetadata().getName());
        LOG.atInfo().addKeyValue("node", node).addKeyValue("claim", claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName())
                .addKeyValue("volume", made.getVolumeId()).addKeyValue("bytes", made.getCapacityBytes()).log("volume provisioned");
    }

    private static Map<String, String> attributes(ClusterVolumes cluster, PersistentVolumeClaim claim) {
        Optional<String> name = ProvisioningPlan.attributesClass(claim);
        if (name.isEmpty()) {
            return Map.of();
        }
        VolumeAttributesClass wanted = cluster.attributesClass(name.get()).orElseThrow(
                () -> new IllegalArgumentException("volumeattributesclasses.storage.k8s.io \"%s\" not found".formatted(name.get())));
        Modifying.mismatch(wanted).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        return wanted.getParameters();
    }

    private static VolumeCapability capability(PersistentVolumeClaim claim) {
        VolumeCapability.Builder capability = VolumeCapability.newBuilder()
                .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER));
        return ProvisioningPlan.block(claim)
                ? capability.setBlock(VolumeCapability.BlockVolume.getDefaultInstance()).build()
                : capability.setMount(VolumeCapability.MountVolume.getDefaultInstance()).build();
    }

    /// Of a class, without those that are for a sidecar, and with the cluster, which no class names.
    static Map<String, String> parameters(Map<String, String> ofClass, NodeRef node) {
        Map<String, String> parameters = new HashMap<>(ofClass);
        parameters.keySet().removeIf(name -> name.startsWith("marina.dev/") || name.startsWith("csi.storage.k8s.io/"));
        parameters.put(CreateVolume.CLUSTER, node.clusterId());
        return parameters;
    }

    /// Content first: as long as the object is there, somebody knows that there is something to delete.
    private void deleteIfExpired(ClusterVolumes cluster, PersistentVolume volume) {
        if (!ProvisioningPlan.expired(volume, CsiDriver.NAME, CsiDriver.TOPOLOGY_KEY, machine)
                || !volume.getSpec().getCsi().getVolumeHandle().startsWith(node.clusterId() + "_")) {
            return;
        }
        String handle = volume.getSpec().getCsi().getVolumeHandle();
        driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(handle).build());
        cluster.delete(volume);
        LOG.atInfo().addKeyValue("node", node).addKeyValue("volume", handle).log("volume deleted");
    }
}
