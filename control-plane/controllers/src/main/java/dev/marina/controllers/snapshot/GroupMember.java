package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The VolumeSnapshot and the -Content of one snapshot that was taken with others. createSnapshotsForGroupSnapshotContent in the snapshot-controller, whose
/// names these are.
///
/// @param info what the group's content says of the snapshot
record GroupMember(SnapshotObject group, SnapshotObject groupContent, JsonNode info) {

    String name() {
        return "snapshot-" + hash();
    }

    String contentName() {
        return "snapcontent-" + hash();
    }

    private String volume() {
        return info.path("volumeHandle").asText();
    }

    private String handle() {
        return groupContent.text("status", "volumeGroupSnapshotHandle");
    }

    private String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest((group.uid() + volume()).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Makes what is not there yet. Says what stands in the way: objects of these names that somebody else has made are nobody's of the group.
    Optional<String> make(Turn turn) {
        Optional<PersistentVolume> volume = turn.snapshot().first(Types.VOLUMES, "", each -> each.getSpec().getCsi() != null
                && VolumeDriver.NAME.equals(each.getSpec().getCsi().getDriver()) && volume().equals(each.getSpec().getCsi().getVolumeHandle()));
        SnapshotObject snapshot = SnapshotObject.of(turn.snapshot().find(SnapshotTypes.SNAPSHOTS, group.namespace(), name())
                .orElseGet(() -> turn.writes().create(SnapshotTypes.SNAPSHOTS, snapshot(volume))));
        if (!snapshot.inGroup() || snapshot.resource().getMetadata().getOwnerReferences().stream().noneMatch(owner -> group.uid().equals(owner.getUid()))) {
            return Optional.of("VolumeSnapshot %s/%s exists and is not of this group".formatted(group.namespace(), name()));
        }
        SnapshotObject content = SnapshotObject.of(turn.snapshot().find(SnapshotTypes.CONTENTS, "", contentName())
                .orElseGet(() -> turn.writes().create(SnapshotTypes.CONTENTS, content(snapshot, volume))));
        if (!content.of(snapshot) || !handle().equals(content.annotations().get(GroupPlan.HANDLE))) {
            return Optional.of("VolumeSnapshotContent %s exists and is not of this group".formatted(contentName()));
        }
        if (content.text("status", "snapshotHandle").isEmpty()) {
            turn.writes().merge(SnapshotTypes.CONTENTS, content.resource(), "status", patch -> {
                patch.putObject("metadata").put("uid", content.uid());
                patch.putObject("status").put("snapshotHandle", info.path("snapshotHandle").asText()).put("volumeGroupSnapshotHandle", handle())
                        .put("creationTime", info.path("creationTime").asLong()).put("restoreSize", info.path("restoreSize").asLong())
                        .put("readyToUse", info.path("readyToUse").asBoolean());
            });
        }
        if (snapshot.bound().isEmpty()) {
            turn.writes().merge(SnapshotTypes.SNAPSHOTS, snapshot.resource(), "status", patch -> {
                patch.putObject("metadata").put("uid", snapshot.uid());
                patch.putObject("status").put("boundVolumeSnapshotContentName", contentName()).put("volumeGroupSnapshotName", group.name());
            });
        }
        return Optional.empty();
    }

    private GenericKubernetesResource snapshot(Optional<PersistentVolume> volume) {
        String claim = volume.map(found -> found.getSpec().getClaimRef()).map(ref -> ref.getName()).orElse("");
        return new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP + "/v1").withKind("VolumeSnapshot")
                .withNewMetadata().withNamespace(group.namespace()).withName(name()).withFinalizers(SnapshotPlan.IN_GROUP)
                .addNewOwnerReference().withApiVersion(SnapshotTypes.GROUP_GROUP + "/v1").withKind("VolumeGroupSnapshot").withName(group.name())
                .withUid(group.uid()).endOwnerReference().endMetadata()
                .addToAdditionalProperties("spec", Map.of("source", Map.of("persistentVolumeClaimName", claim))).build();
    }

    private GenericKubernetesResource content(SnapshotObject snapshot, Optional<PersistentVolume> volume) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("deletionPolicy", groupContent.text("spec", "deletionPolicy"));
        spec.put("driver", groupContent.text("spec", "driver"));
        spec.put("source", Map.of("volumeHandle", volume()));
        volume.ifPresent(found -> spec.put("sourceVolumeMode", Objects.requireNonNullElse(found.getSpec().getVolumeMode(), "Filesystem")));
        spec.put("volumeSnapshotRef", Map.of("apiVersion", SnapshotTypes.GROUP + "/v1", "kind", "VolumeSnapshot", "namespace", snapshot.namespace(),
                "name", snapshot.name(), "uid", snapshot.uid()));
        String machine = Objects.requireNonNullElse(groupContent.resource().getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault(VolumeDriver.TOPOLOGY_KEY, "");
        var content = new GenericKubernetesResourceBuilder().withApiVersion(SnapshotTypes.GROUP + "/v1").withKind("VolumeSnapshotContent")
                .withNewMetadata().withName(contentName()).withFinalizers(SnapshotPlan.CONTENT).addToAnnotations(GroupPlan.HANDLE, handle())
                .withLabels(machine.isEmpty() ? Map.of() : Map.of(VolumeDriver.TOPOLOGY_KEY, machine)).endMetadata();
        return content.addToAdditionalProperties("spec", spec).build();
    }
}
