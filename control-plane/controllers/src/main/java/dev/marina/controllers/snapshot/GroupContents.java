package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Objects of groups as they are made.
final class GroupContents {

    static final String CLASS = "marina-group-snapshots";

    private GroupContents() {}

    static GenericKubernetesResource made(SnapshotObject group, SnapshotObject groupClass, List<PersistentVolume> volumes) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("deletionPolicy", groupClass.text("deletionPolicy"));
        spec.put("driver", groupClass.text("driver"));
        spec.put("source", Map.of("volumeHandles", volumes.stream().map(volume -> volume.getSpec().getCsi().getVolumeHandle()).toList()));
        spec.put("volumeGroupSnapshotClassName", groupClass.name());
        spec.put("volumeGroupSnapshotRef", Map.of("apiVersion", SnapshotTypes.GROUP_GROUP + "/v1", "kind", "VolumeGroupSnapshot", "namespace",
                group.namespace(), "name", group.name(), "uid", group.uid(), "resourceVersion", group.resource().getMetadata().getResourceVersion()));
        return new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP_GROUP + "/v1").withKind("VolumeGroupSnapshotContent")
                .withNewMetadata().withName(group.contentName()).withFinalizers(GroupPlan.CONTENT).endMetadata()
                .addToAdditionalProperties("spec", spec).build();
    }

    static void bind(ObjectNode patch, SnapshotObject content, SnapshotObject group) {
        ObjectNode metadata = patch.putObject("metadata").put("uid", content.uid());
        if (!content.finalizers().contains(GroupPlan.CONTENT)) {
            var finalizers = metadata.putArray("finalizers");
            content.finalizers().forEach(finalizers::add);
            finalizers.add(GroupPlan.CONTENT);
        }
        ObjectNode spec = patch.putObject("spec");
        spec.putObject("volumeGroupSnapshotRef").put("uid", group.uid());
        if (content.className().isEmpty() && !group.className().isEmpty()) {
            spec.put("volumeGroupSnapshotClassName", group.className());
        }
    }

    static GenericKubernetesResource defaultClass() {
        return new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP_GROUP + "/v1").withKind("VolumeGroupSnapshotClass")
                .withNewMetadata().withName(CLASS).addToAnnotations(GroupPlan.DEFAULT_CLASS, "true").endMetadata()
                .addToAdditionalProperties("driver", VolumeDriver.NAME).addToAdditionalProperties("deletionPolicy", "Delete").build();
    }
}
