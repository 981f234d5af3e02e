package dev.marina.agent.storage;

import dev.marina.agent.node.EventRecorder;
import dev.marina.agent.watch.ListWatch;
import dev.marina.agent.watch.Watched;
import dev.marina.csi.CsiDriver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ModifyVolumeStatus;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// [ClusterVolumes] by watches with one client of the cluster.
final class WatchedVolumes implements ClusterVolumes, AutoCloseable {

    private static final Duration LISTED = Duration.ofSeconds(30);
    private static final String STORAGE = "storage";
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final Clock clock = Clock.systemUTC();
    private final EventRecorder events;
    private final ListWatch<PersistentVolumeClaim> claims;
    private final ListWatch<PersistentVolume> volumes;
    private final ListWatch<StorageClass> classes;
    private final ListWatch<VolumeAttributesClass> attributes;
    private final WatchedSnapshots snapshots;

    /// Returns when all is known. @param changed called at each change
    WatchedVolumes(KubernetesClient client, String node, Runnable changed) throws InterruptedException {
        this.client = client;
        events = new EventRecorder(() -> client, CsiDriver.NAME, node, Clock.systemUTC());
        claims = watch(PersistentVolumeClaim.class, "/api/v1/persistentvolumeclaims", changed);
        volumes = watch(PersistentVolume.class, "/api/v1/persistentvolumes", changed);
        classes = watch(StorageClass.class, "/apis/storage.k8s.io/v1/storageclasses", changed);
        attributes = watch(VolumeAttributesClass.class, "/apis/storage.k8s.io/v1/volumeattributesclasses", changed);
        snapshots = new WatchedSnapshots(client, events, changed);
        try {
            for (ListWatch<?> watch : List.of(claims, volumes, classes, attributes, snapshots.definition())) {
                if (!watch.awaitListed(LISTED)) {
                    throw new IllegalStateException("claims and volumes cannot be read");
                }
            }
        } catch (InterruptedException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private <T extends HasMetadata> ListWatch<T> watch(Class<T> type, String path, Runnable changed) {
        return new ListWatch<>(() -> client, Watched.all(type, path), new Wake<T>(changed)).start();
    }

    private record Wake<T>(Runnable changed) implements ListWatch.Listener<T> {
        @Override
        public void put(T object) {
            changed.run();
        }

        @Override
        public void gone(T last) {
            changed.run();
        }
    }

    boolean with(KubernetesClient present) {
        return client == present;
    }

    @Override
    public List<PersistentVolumeClaim> claims() {
        return claims.items();
    }

    @Override
    public List<PersistentVolume> volumes() {
        return volumes.items();
    }

    @Override
    public Optional<StorageClass> storageClass(String name) {
        return classes.find("", name);
    }

    @Override
    public ClusterSnapshots snapshots() {
        return snapshots;
    }

    @Override
    public void create(PersistentVolume volume) {
        unless(CONFLICT, () -> client.persistentVolumes().resource(volume).create());
    }

    @Override
    public void delete(PersistentVolume volume) {
        client.persistentVolumes().withName(volume.getMetadata().getName()).delete();
    }

    @Override
    public void selectNode(PersistentVolumeClaim claim, Optional<String> node) {
        String patch = "{\"metadata\":{\"resourceVersion\":\"%s\",\"annotations\":{\"%s\":%s}}}".formatted(claim.getMetadata().getResourceVersion(),
                ProvisioningPlan.SELECTED_NODE, node.map(name -> "\"" + name + "\"").orElse("null"));
        unless(CONFLICT, () -> unless(NOT_FOUND, () -> client.persistentVolumeClaims().inNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName()).patch(PatchContext.of(PatchType.JSON_MERGE), patch)));
    }

    @Override
    public void expanding(PersistentVolumeClaim claim, Growth growth) {
        boolean said = claim.getStatus().getAllocatedResourceStatuses() != null
                && growth.status().equals(claim.getStatus().getAllocatedResourceStatuses().get(STORAGE));
        if (!said) {
            patchStatus(claim, ClaimPatch.growing(claim, growth, clock.instant()));
        }
    }

    @Override
    public void enlarge(PersistentVolume volume, Quantity capacity) {
        client.persistentVolumes().withName(volume.getMetadata().getName()).patch(PatchContext.of(PatchType.JSON_MERGE), ClaimPatch.enlarged(volume, capacity));
    }

    @Override
    public void expanded(PersistentVolumeClaim claim, Quantity capacity) {
        patchStatus(claim, ClaimPatch.grown(claim, capacity));
    }

    private void patchStatus(PersistentVolumeClaim claim, String patch) {
        unless(NOT_FOUND, () -> client.persistentVolumeClaims().inNamespace(claim.getMetadata().getNamespace()).withName(claim.getMetadata().getName())
                .subresource("status").patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
    }

    @Override
    public Optional<VolumeAttributesClass> attributesClass(String name) {
        return attributes.find("", name);
    }

    @Override
    public void modifying(PersistentVolumeClaim claim, Modification modification) {
        ModifyVolumeStatus said = claim.getStatus().getModifyVolumeStatus();
        boolean same = said != null && modification.status().equals(said.getStatus())
                && modification.target().equals(said.getTargetVolumeAttributesClassName() == null ? "" : said.getTargetVolumeAttributesClassName());
        if (!same || modification.condition().filter(type -> claim.getStatus().getConditions().stream()
                .noneMatch(known -> known.getType().equals(type) && modification.message().equals(known.getMessage()))).isPresent()) {
            patchStatus(claim, ClaimPatch.modifying(claim, modification, clock.instant()));
        }
    }

    @Override
    public void modified(PersistentVolumeClaim claim, PersistentVolume volume, String attributesClass) {
        client.persistentVolumes().withName(volume.getMetadata().getName()).patch(PatchContext.of(PatchType.JSON_MERGE),
                ClaimPatch.modified(volume, attributesClass));
        patchStatus(claim, ClaimPatch.modified(claim, attributesClass));
    }

    private static void unless(int code, Runnable request) {
        try {
            request.run();
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != code) {
                throw failure;
            }
        }
    }

    @Override
    public void event(PersistentVolumeClaim claim, String type, String reason, String message) {
        events.record(new ObjectReferenceBuilder().withApiVersion("v1").withKind("PersistentVolumeClaim").withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName()).withUid(claim.getMetadata().getUid()).build(), type, reason, message);
    }

    @Override
    public void close() {
        List.of(claims, volumes, classes, attributes).forEach(ListWatch::close);
        snapshots.close();
        events.close();
    }
}
