package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.marina.api.Document;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/// Snapshots and what they are of, by name.
final class Objects {

    private Objects() {}

    static GenericKubernetesResource object(String kind, String metadata, String rest) {
        String text = "{'apiVersion':'snapshot.storage.k8s.io/v1','kind':'%s','metadata':{%s},%s}".formatted(kind, metadata, rest);
        try {
            return Document.mapper().readValue(text.replace('\'', '"'), GenericKubernetesResource.class);
        } catch (JsonProcessingException failure) {
            throw new IllegalArgumentException(text, failure);
        }
    }

    static GenericKubernetesResource snapshot(String name, String source, String more) {
        return object("VolumeSnapshot", "'name':'%s','namespace':'default','uid':'uid-%s'".formatted(name, name), "'spec':{'source':{%s}%s}".formatted(source,
                more));
    }

    static GenericKubernetesResource ofClaim(String name) {
        return snapshot(name, "'persistentVolumeClaimName':'data'", "");
    }

    static GenericKubernetesResource content(String name, String snapshot, String uid, String source, String more) {
        return object("VolumeSnapshotContent", "'name':'%s','uid':'uid-%s','finalizers':['%s']".formatted(name, name, SnapshotPlan.CONTENT),
                ("'spec':{'driver':'csi.marina.dev','deletionPolicy':'Delete','volumeSnapshotClassName':'fast','source':{%s},'volumeSnapshotRef':{"
                        + "'namespace':'default','name':'%s'%s}}%s").formatted(source, snapshot, uid.isEmpty() ? "" : ",'uid':'" + uid + "'", more));
    }

    static GenericKubernetesResource snapshotClass(String name, String driver, boolean standard) {
        return object("VolumeSnapshotClass", "'name':'%s','annotations':{'%s':'%s'}".formatted(name, SnapshotPlan.DEFAULT_CLASS, standard),
                "'driver':'%s','deletionPolicy':'Delete'".formatted(driver));
    }

    static PersistentVolumeClaim claim() {
        return new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").withUid("uid-data").endMetadata()
                .withNewSpec().withVolumeName("pvc-1").withNewResources().withRequests(Map.of("storage", new Quantity("1Gi"))).endResources().endSpec()
                .withNewStatus().withPhase("Bound").endStatus().build();
    }

    static PersistentVolume volume(String driver) {
        return new PersistentVolumeBuilder().withNewMetadata().withName("pvc-1").endMetadata().withNewSpec()
                .withCapacity(Map.of("storage", new Quantity("1Gi"))).withVolumeMode("Filesystem")
                .withNewClaimRef().withNamespace("default").withName("data").withUid("uid-data").endClaimRef()
                .withNewCsi().withDriver(driver).withVolumeHandle("c1_pvc-1").endCsi().endSpec().build();
    }
}
