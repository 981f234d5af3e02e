package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Objects of snapshots as they are made.
final class SnapshotContents {

    static final String CLASS = "marina-snapshots";

    private SnapshotContents() {}

    static GenericKubernetesResource made(SnapshotObject snapshot, SnapshotObject snapshotClass, PersistentVolume volume) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("deletionPolicy", snapshotClass.text("deletionPolicy"));
        spec.put("driver", snapshotClass.text("driver"));
        spec.put("source", Map.of("volumeHandle", volume.getSpec().getCsi().getVolumeHandle()));
        spec.put("sourceVolumeMode", Objects.requireNonNullElse(volume.getSpec().getVolumeMode(), "Filesystem"));
        spec.put("volumeSnapshotClassName", snapshotClass.name());
        spec.put("volumeSnapshotRef", Map.of("apiVersion", SnapshotTypes.GROUP + "/v1", "kind", "VolumeSnapshot", "namespace", snapshot.namespace(),
                "name", snapshot.name(), "uid", snapshot.uid(), "resourceVersion", snapshot.resource().getMetadata().getResourceVersion()));
        return new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP + "/v1").withKind("VolumeSnapshotContent")
                .withNewMetadata().withName(snapshot.contentName()).withFinalizers(SnapshotPlan.CONTENT).endMetadata()
                .addToAdditionalProperties("spec", spec).build();
    }

    static void bind(ObjectNode patch, SnapshotObject content, SnapshotObject snapshot) {
        ObjectNode metadata = patch.putObject("metadata").put("uid", content.uid());
        if (!content.finalizers().contains(SnapshotPlan.CONTENT)) {
            var finalizers = metadata.putArray("finalizers");
            content.finalizers().forEach(finalizers::add);
            finalizers.add(SnapshotPlan.CONTENT);
        }
        ObjectNode spec = patch.putObject("spec");
        spec.putObject("volumeSnapshotRef").put("uid", snapshot.uid());
        if (content.className().isEmpty() && !snapshot.className().isEmpty()) {
            spec.put("volumeSnapshotClassName", snapshot.className());
        }
    }

    static GenericKubernetesResource defaultClass() {
        return new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP + "/v1").withKind("VolumeSnapshotClass")
                .withNewMetadata().withName(CLASS).addToAnnotations(SnapshotPlan.DEFAULT_CLASS, "true").endMetadata()
                .addToAdditionalProperties("driver", VolumeDriver.NAME).addToAdditionalProperties("deletionPolicy", "Delete").build();
    }
}
