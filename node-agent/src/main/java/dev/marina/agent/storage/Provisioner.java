package dev.marina.agent.storage;

import dev.marina.agent.pod.Signal;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.csi.CsiDriver;
import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.CreateVolumeRequest;
import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.Topology;
import dev.marina.csi.v1.TopologyRequirement;
import dev.marina.csi.v1.Volume;
import dev.marina.csi.v1.VolumeCapability;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes volumes for claims that the scheduler gave to one node, and deletes released ones of this machine. Speaks to the driver
/// through its socket and to the cluster as the node.
final class Provisioner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
    private static final Duration AUDIT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final NodeRef node;
    private final String machine;
    private final CsiClient driver;
    private final Supplier<KubernetesClient> client;
    private final Signal signal = new Signal();
    private final Thread worker;
    private volatile boolean closed;
    private KubernetesClient watching;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private SharedIndexInformer<PersistentVolumeClaim> claims;
    private SharedIndexInformer<PersistentVolume> volumes;

    Provisioner(NodeRef node, String machine, CsiClient driver, Supplier<KubernetesClient> client) {
        this.node = node;
        this.machine = machine;
        this.driver = driver;
        this.client = client;
        worker = Thread.ofVirtual().name("provisioner " + node).start(this::run);
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
    }

    private void run() {
        Duration next = Duration.ZERO;
        try {
            while (!closed) {
                signal.await(next);
                next = AUDIT;
                try {
                    watch();
                    for (PersistentVolumeClaim claim : claims.getStore().list()) {
                        if (!provisionIfWanted(claim)) {
                            next = RETRY;
                        }
                    }
                    for (PersistentVolume volume : volumes.getStore().list()) {
                        if (ProvisioningPlan.expired(volume, CsiDriver.NAME, CsiDriver.TOPOLOGY_KEY, machine) && !delete(volume)) {
                            next = RETRY;
                        }
                    }
                } catch (RuntimeException failure) {
                    LOG.atDebug().addKeyValue("node", node).setCause(failure).log("provisioning to be tried again");
                    next = RETRY;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            informers.forEach(SharedIndexInformer::stop);
        }
    }

    /// With the node's present client; a renewed one needs new watches.
    private void watch() throws InterruptedException {
        KubernetesClient present = client.get();
        if (present == watching) {
            return;
        }
        informers.forEach(SharedIndexInformer::stop);
        informers.clear();
        claims = present.persistentVolumeClaims().inAnyNamespace().runnableInformer(0).exceptionHandler((_, _) -> !closed).addEventHandler(new Wake<>());
        volumes = present.persistentVolumes().runnableInformer(0).exceptionHandler((_, _) -> !closed).addEventHandler(new Wake<>());
        informers.add(claims);
        informers.add(volumes);
        for (SharedIndexInformer<?> informer : informers) {
            try {
                informer.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException failure) {
                informers.forEach(SharedIndexInformer::stop);
                informers.clear();
                throw new IllegalStateException("cannot watch claims and volumes", failure);
            }
        }
        watching = present;
    }

    private final class Wake<T> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            signal.raise();
        }

        @Override
        public void onUpdate(T before, T after) {
            signal.raise();
        }

        @Override
        public void onDelete(T deleted, boolean unknown) {
            signal.raise();
        }
    }

    private boolean provisionIfWanted(PersistentVolumeClaim claim) {
        Map<String, String> annotations = Optional.ofNullable(claim.getMetadata().getAnnotations()).orElse(Map.of());
        if (!node.name().equals(annotations.get(ProvisioningPlan.SELECTED_NODE))
                || claim.getSpec().getVolumeName() != null && !claim.getSpec().getVolumeName().isEmpty()) {
            return true;
        }
        String className = claim.getSpec().getStorageClassName();
        Optional<StorageClass> storageClass = className == null || className.isEmpty() ? Optional.empty()
                : Optional.ofNullable(watching.storage().v1().storageClasses().withName(className).get());
        if (!ProvisioningPlan.wanted(claim, node.name(), CsiDriver.NAME, storageClass)) {
            return true;
        }
        if (volumes.getStore().list().stream().anyMatch(volume -> volume.getMetadata().getName().equals(ProvisioningPlan.volumeName(claim)))) {
            return true;
        }
        try {
            provision(claim, storageClass.get());
            return true;
        } catch (StatusRuntimeException refused) {
            event(claim, "Warning", "ProvisioningFailed", "failed to provision volume with StorageClass \"%s\": rpc error: code = %s desc = %s".formatted(
                    className, refused.getStatus().getCode(), refused.getStatus().getDescription()));
            return false;
        }
    }

    private void provision(PersistentVolumeClaim claim, StorageClass storageClass) {
        Map<String, String> parameters = new HashMap<>(Optional.ofNullable(storageClass.getParameters()).orElse(Map.of()));
        parameters.keySet().removeIf(name -> name.startsWith("marina.dev/") || name.startsWith("csi.storage.k8s.io/"));
        parameters.put(dev.marina.csi.rpc.CreateVolume.CLUSTER, node.clusterId());
        Volume made = driver.controller().createVolume(CreateVolumeRequest.newBuilder().setName(ProvisioningPlan.volumeName(claim))
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(ProvisioningPlan.bytes(claim)))
                .addVolumeCapabilities(VolumeCapability.newBuilder().setMount(VolumeCapability.MountVolume.newBuilder())
                        .setAccessMode(VolumeCapability.AccessMode.newBuilder().setMode(VolumeCapability.AccessMode.Mode.SINGLE_NODE_MULTI_WRITER)))
                .putAllParameters(parameters)
                .setAccessibilityRequirements(TopologyRequirement.newBuilder().addRequisite(Topology.newBuilder().putSegments(CsiDriver.TOPOLOGY_KEY, machine)))
                .build()).getVolume();
        PersistentVolume volume = ProvisioningPlan.volume(claim, storageClass, CsiDriver.NAME, made.getVolumeId(), made.getVolumeContextMap(),
                CsiDriver.TOPOLOGY_KEY, machine);
        try {
            watching.persistentVolumes().resource(volume).create();
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != 409) {
                throw failure;
            }
        }
        event(claim, "Normal", "ProvisioningSucceeded", "Successfully provisioned volume " + volume.getMetadata().getName());
        LOG.atInfo().addKeyValue("node", node).addKeyValue("claim", claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName())
                .addKeyValue("volume", made.getVolumeId()).addKeyValue("bytes", made.getCapacityBytes()).log("volume provisioned");
    }

    /// Content first: as long as the object is there, somebody knows that there is something to delete.
    private boolean delete(PersistentVolume volume) {
        String handle = volume.getSpec().getCsi().getVolumeHandle();
        if (!handle.startsWith(node.clusterId() + "_")) {
            return true;
        }
        try {
            driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(handle).build());
            watching.persistentVolumes().withName(volume.getMetadata().getName()).delete();
            LOG.atInfo().addKeyValue("node", node).addKeyValue("volume", handle).log("volume deleted");
            return true;
        } catch (StatusRuntimeException refused) {
            LOG.atWarn().addKeyValue("node", node).addKeyValue("volume", handle).addKeyValue("error", refused.getMessage()).log("volume not deleted");
            return false;
        }
    }

    private void event(PersistentVolumeClaim claim, String type, String reason, String message) {
        Instant now = Instant.now();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            watching.v1().events().inNamespace(claim.getMetadata().getNamespace()).resource(new EventBuilder().withNewMetadata()
                    .withName("%s.%x".formatted(claim.getMetadata().getName(), now.toEpochMilli() * 1_000_000L + now.getNano() % 1_000_000L))
                    .withNamespace(claim.getMetadata().getNamespace()).endMetadata()
                    .withNewInvolvedObject().withApiVersion("v1").withKind("PersistentVolumeClaim").withNamespace(claim.getMetadata().getNamespace())
                    .withName(claim.getMetadata().getName()).withUid(claim.getMetadata().getUid()).endInvolvedObject()
                    .withType(type).withReason(reason).withMessage(message).withNewSource(CsiDriver.NAME, node.name())
                    .withReportingComponent(CsiDriver.NAME).withReportingInstance(node.name())
                    .withFirstTimestamp(time).withLastTimestamp(time).withCount(1).build()).create();
        } catch (KubernetesClientException failure) {
            LOG.atDebug().addKeyValue("claim", claim.getMetadata().getName()).addKeyValue("error", failure.getMessage()).log("event not written");
        }
    }
}
