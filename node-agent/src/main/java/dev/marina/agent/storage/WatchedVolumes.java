package dev.marina.agent.storage;

import dev.marina.agent.node.EventRecorder;
import dev.marina.csi.CsiDriver;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// [ClusterVolumes] by watches with one client of the cluster.
final class WatchedVolumes implements ClusterVolumes, AutoCloseable {

    private static final long SYNC_SECONDS = 30;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final EventRecorder events;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<PersistentVolume> volumes;
    private final SharedIndexInformer<StorageClass> classes;
    private volatile boolean closed;

    /// Returns when all is known. @param changed called at each change
    WatchedVolumes(KubernetesClient client, String node, Runnable changed) throws InterruptedException {
        this.client = client;
        events = new EventRecorder(() -> client, CsiDriver.NAME, node, Clock.systemUTC());
        claims = client.persistentVolumeClaims().inAnyNamespace().runnableInformer(0);
        volumes = client.persistentVolumes().runnableInformer(0);
        classes = client.storage().v1().storageClasses().runnableInformer(0);
        try {
            for (SharedIndexInformer<?> informer : List.of(claims, volumes, classes)) {
                start(informer, changed);
            }
        } catch (ExecutionException | TimeoutException failure) {
            close();
            throw new IllegalStateException("cannot watch claims and volumes", failure);
        } catch (InterruptedException interrupted) {
            close();
            throw interrupted;
        }
    }

    private <T> void start(SharedIndexInformer<T> informer, Runnable changed) throws ExecutionException, TimeoutException, InterruptedException {
        informer.exceptionHandler((_, _) -> !closed).addEventHandler(new Wake<>(changed));
        informer.start().toCompletableFuture().get(SYNC_SECONDS, TimeUnit.SECONDS);
    }

    private record Wake<T>(Runnable changed) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            changed.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            changed.run();
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            changed.run();
        }
    }

    boolean with(KubernetesClient present) {
        return client == present;
    }

    @Override
    public List<PersistentVolumeClaim> claims() {
        return claims.getStore().list();
    }

    @Override
    public List<PersistentVolume> volumes() {
        return volumes.getStore().list();
    }

    @Override
    public Optional<StorageClass> storageClass(String name) {
        return Optional.ofNullable(classes.getStore().getByKey(name));
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
        closed = true;
        List.of(claims, volumes, classes).forEach(SharedIndexInformer::stop);
        events.close();
    }
}
