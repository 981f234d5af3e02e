package dev.marina.testing;

import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;

/// A provisioner that has no disks: volumes of the platform's driver are made when they are asked for, grow when more is asked for, and go when they are
/// released.
final class LabStorage implements AutoCloseable {

    private static final String ASKED = "volume.kubernetes.io/storage-provisioner";
    private static final String SELECTED = "volume.kubernetes.io/selected-node";

    private final KubernetesClient client;
    private final Watch claims;
    private final Watch volumes;

    LabStorage(KubernetesClient client) {
        this.client = client;
        claims = client.persistentVolumeClaims().inAnyNamespace().watch(new Each<>(this::claim));
        volumes = client.persistentVolumes().watch(new Each<>(this::volume));
    }

    private record Each<T>(java.util.function.Consumer<T> step) implements Watcher<T> {
        @Override
        public void eventReceived(Action action, T object) {
            if (action == Action.DELETED) {
                return;
            }
            try {
                step.accept(object);
            } catch (KubernetesClientException e) {
                // somebody changed or removed it meanwhile, and the next event says so
                if (e.getCode() != 409 && e.getCode() != 404) {
                    throw e;
                }
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new IllegalStateException("the watch of a lab's storage ended", cause);
        }
    }

    private void claim(PersistentVolumeClaim claim) {
        Map<String, String> notes = claim.getMetadata().getAnnotations();
        if (claim.getMetadata().getDeletionTimestamp() != null || notes == null || !VolumeDriver.NAME.equals(notes.get(ASKED))) {
            return;
        }
        if (claim.getSpec().getVolumeName() == null || claim.getSpec().getVolumeName().isEmpty()) {
            StorageClass type = client.storage().v1().storageClasses().withName(claim.getSpec().getStorageClassName()).get();
            if (type != null && (!"WaitForFirstConsumer".equals(type.getVolumeBindingMode()) || notes.containsKey(SELECTED))) {
                client.resource(made(claim, type)).create();
            }
        } else {
            grow(claim);
        }
    }

    private static PersistentVolume made(PersistentVolumeClaim claim, StorageClass type) {
        return new PersistentVolumeBuilder().withNewMetadata().withName("pvc-" + claim.getMetadata().getUid())
                .addToAnnotations("pv.kubernetes.io/provisioned-by", VolumeDriver.NAME).endMetadata()
                .withNewSpec().withCapacity(Map.of("storage", claim.getSpec().getResources().getRequests().get("storage")))
                .withAccessModes(claim.getSpec().getAccessModes()).withPersistentVolumeReclaimPolicy(type.getReclaimPolicy())
                .withStorageClassName(type.getMetadata().getName())
                .withNewCsi().withDriver(VolumeDriver.NAME).withVolumeHandle("pretended-" + claim.getMetadata().getUid()).endCsi()
                .withNewClaimRef().withApiVersion("v1").withKind("PersistentVolumeClaim").withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName()).withUid(claim.getMetadata().getUid()).endClaimRef().endSpec().build();
    }

    private void grow(PersistentVolumeClaim claim) {
        Quantity wanted = claim.getSpec().getResources().getRequests().get("storage");
        Quantity has = claim.getStatus().getCapacity() == null ? null : claim.getStatus().getCapacity().get("storage");
        if (has != null && wanted.getNumericalAmount().compareTo(has.getNumericalAmount()) > 0) {
            client.persistentVolumes().withName(claim.getSpec().getVolumeName())
                    .edit(volume -> new PersistentVolumeBuilder(volume).editSpec().addToCapacity("storage", wanted).endSpec().build());
            client.persistentVolumeClaims().resource(claim)
                    .editStatus(each -> new PersistentVolumeClaimBuilder(each).editStatus().addToCapacity("storage", wanted).endStatus().build());
        }
    }

    private void volume(PersistentVolume volume) {
        if (volume.getStatus() != null && "Released".equals(volume.getStatus().getPhase()) && volume.getSpec().getCsi() != null
                && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy()) && volume.getMetadata().getDeletionTimestamp() == null) {
            client.resource(volume).delete();
        }
    }

    @Override
    public void close() {
        claims.close();
        volumes.close();
    }
}
