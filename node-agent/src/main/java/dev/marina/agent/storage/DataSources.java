package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.csi.v1.VolumeContentSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import io.grpc.Status;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a claim's volume is to be made of: a snapshot or another claim's volume, of its own namespace. Reasons why not are
/// external-provisioner's. pkg/controller/controller.go in kubernetes-csi/external-provisioner
final class DataSources {

    private static final String SNAPSHOTS = "snapshot.storage.k8s.io";
    private static final String ALLOW_MODE_CHANGE = "snapshot.storage.kubernetes.io/allow-volume-mode-change";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterVolumes cluster;
    private final SnapshotPlan.Place place;

    DataSources(ClusterVolumes cluster, SnapshotPlan.Place place) {
        this.cluster = cluster;
        this.place = place;
    }

    private record Source(String group, String kind, String namespace, String name) {}

    /// Whether it is what a backup has of another volume. Which backup that is nobody reads here: the control plane alone brings it, and to claims that it restored.
    static boolean ofBackup(PersistentVolumeClaim claim) {
        return source(claim).filter(source -> source.group().equals("marina.dev") && source.kind().equals("Backup")).isPresent();
    }

    /// Throws what the claim is to be told when it cannot be had, or not yet, or not here.
    Optional<VolumeContentSource> of(PersistentVolumeClaim claim) {
        Optional<Source> named = source(claim);
        if (named.isEmpty() || ofBackup(claim)) {
            return Optional.empty();
        }
        Source source = named.get();
        if (!source.namespace().isEmpty() && !source.namespace().equals(claim.getMetadata().getNamespace())) {
            throw new IllegalArgumentException("dataSourceRef namespace specified but the CrossNamespaceVolumeDataSource feature is disabled");
        }
        try {
            if (source.group().isEmpty() && source.kind().equals("PersistentVolumeClaim")) {
                return Optional.of(volume(claim, source));
            }
            if (source.group().equals(SNAPSHOTS) && source.kind().equals("VolumeSnapshot")) {
                return Optional.of(snapshot(claim, source));
            }
        } catch (IllegalArgumentException why) {
            throw new IllegalArgumentException("error getting handle for DataSource Type %s by Name %s: %s".formatted(source.kind(), source.name(),
                    why.getMessage()));
        }
        throw new IllegalArgumentException("Assuming an external populator will provision the volume");
    }

    private static Optional<Source> source(PersistentVolumeClaim claim) {
        TypedObjectReference reference = claim.getSpec().getDataSourceRef();
        if (reference != null) {
            return Optional.of(new Source(text(reference.getApiGroup()), text(reference.getKind()), text(reference.getNamespace()), text(reference.getName())));
        }
        TypedLocalObjectReference local = claim.getSpec().getDataSource();
        return local == null
                ? Optional.empty()
                : Optional.of(new Source(text(local.getApiGroup()), text(local.getKind()), "", text(local.getName())));
    }

    private VolumeContentSource volume(PersistentVolumeClaim claim, Source source) {
        PersistentVolumeClaim other = cluster.claims().stream().filter(each -> each.getMetadata().getNamespace().equals(claim.getMetadata().getNamespace())
                && each.getMetadata().getName().equals(source.name())).findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("error getting PVC %s (namespace \"%s\") from api server: persistentvolumeclaims \"%s\" not found"
                                .formatted(source.name(), claim.getMetadata().getNamespace(), source.name())));
        String phase = other.getStatus() == null ? "" : text(other.getStatus().getPhase());
        require(phase.equals("Bound"), "the PVC DataSource %s must have a status of Bound.  Got %s".formatted(source.name(), phase));
        require(other.getMetadata().getDeletionTimestamp() == null, "the PVC DataSource %s is currently being deleted".formatted(source.name()));
        require(ProvisioningPlan.bytes(claim) >= ProvisioningPlan.bytes(other), ("error, new PVC request must be greater than or equal in size to the "
                + "specified PVC data source, requested %d but source is %d").formatted(ProvisioningPlan.bytes(claim), ProvisioningPlan.bytes(other)));
        require(mode(claim).equals(mode(other)),
                "the source PVC and destination PVCs must have the same volume mode for cloning.  Source is %s, but new PVC requested %s"
                        .formatted(mode(other), mode(claim)));
        require(!text(other.getSpec().getVolumeName()).isEmpty(), "volume name is empty in source PVC %s".formatted(source.name()));
        Optional<PersistentVolume> found = cluster.volumes().stream()
                .filter(each -> each.getMetadata().getName().equals(other.getSpec().getVolumeName()) && boundTo(each, other)).findFirst();
        require(found.isPresent() && place.ours(found.get().getSpec().getCsi().getVolumeHandle()), "claim in dataSource not bound or invalid");
        requireHere(place.here(found.get()), source);
        return VolumeContentSource.newBuilder()
                .setVolume(VolumeContentSource.VolumeSource.newBuilder().setVolumeId(found.get().getSpec().getCsi().getVolumeHandle())).build();
    }

    private boolean boundTo(PersistentVolume volume, PersistentVolumeClaim claim) {
        ObjectReference holder = volume.getSpec().getClaimRef();
        return volume.getSpec().getCsi() != null && place.driver().equals(volume.getSpec().getCsi().getDriver()) && holder != null
                && Objects.equals(holder.getUid(), claim.getMetadata().getUid());
    }

    /// Both sides have to name each other: an object of either kind alone proves nothing.
    private VolumeContentSource snapshot(PersistentVolumeClaim claim, Source source) {
        GenericKubernetesResource snapshot = cluster.snapshots().snapshot(claim.getMetadata().getNamespace(), source.name())
                .orElseThrow(() -> new IllegalArgumentException("error getting snapshot %s from api server: volumesnapshots.%s \"%s\" not found"
                        .formatted(source.name(), SNAPSHOTS, source.name())));
        require(snapshot.getMetadata().getDeletionTimestamp() == null, "snapshot %s is being deleted".formatted(source.name()));
        JsonNode status = JSON.valueToTree(snapshot.getAdditionalProperties()).path("status");
        String contentName = status.path("boundVolumeSnapshotContentName").asText();
        String unbound = "snapshot %s not bound".formatted(source.name());
        List<SnapshotContent> contents = cluster.snapshots().contents().stream().filter(each -> each.name().equals(contentName)).toList();
        require(!contentName.isEmpty() && !contents.isEmpty(), unbound);
        SnapshotContent content = contents.getFirst();
        require(content.snapshotUid().equals(snapshot.getMetadata().getUid()) && content.namespace().equals(claim.getMetadata().getNamespace())
                && content.snapshot().equals(source.name()) && content.driver().equals(place.driver()), unbound);
        require(status.path("readyToUse").asBoolean(), "snapshot %s is not Ready".formatted(source.name()));
        require(place.ours(content.handle()), "snapshot handle %s is not available".formatted(source.name()));
        long restoreSize = bytes(status.path("restoreSize").asText("0"));
        require(ProvisioningPlan.bytes(claim) >= restoreSize, "requested volume size %d is less than the size %d for the source snapshot %s"
                .formatted(ProvisioningPlan.bytes(claim), restoreSize, source.name()));
        requireMode(claim, content);
        String machine = content.labels().getOrDefault(place.topologyKey(), place.machine());
        requireHere(machine.equals(place.machine()), source);
        return VolumeContentSource.newBuilder().setSnapshot(VolumeContentSource.SnapshotSource.newBuilder().setSnapshotId(content.handle())).build();
    }

    /// A change of mode is for who may annotate the content to allow; what the driver never does, it refuses itself.
    private static void requireMode(PersistentVolumeClaim claim, SnapshotContent content) {
        if (content.sourceVolumeMode().isEmpty() || content.sourceVolumeMode().equals(mode(claim))) {
            return;
        }
        String may = "requested volume %s/%s modifies the mode of the source volume but does not have permission to do so. ".formatted(
                claim.getMetadata().getNamespace(), claim.getMetadata().getName());
        String allowed = content.annotations().get(ALLOW_MODE_CHANGE);
        require(allowed != null, may + "%s annotation is not present on snapshotcontent %s".formatted(ALLOW_MODE_CHANGE, content.name()));
        require(List.of("1", "t", "T", "TRUE", "true", "True").contains(allowed),
                may + "%s is set to false on snapshotcontent %s".formatted(ALLOW_MODE_CHANGE, content.name()));
    }

    private static String mode(PersistentVolumeClaim claim) {
        return ProvisioningPlan.block(claim) ? "Block" : "Filesystem";
    }

    private static long bytes(String quantity) {
        try {
            return new Quantity(quantity).getNumericalAmount().longValue();
        } catch (RuntimeException _) {
            // The driver knows it itself.
            return 0;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /// The claim gives its node back, so that it may be given one of the right machine.
    private void requireHere(boolean here, Source source) {
        if (!here) {
            throw Status.RESOURCE_EXHAUSTED.withDescription("%s %s is not on machine %s".formatted(source.kind(), source.name(), place.machine()))
                    .asRuntimeException();
        }
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
