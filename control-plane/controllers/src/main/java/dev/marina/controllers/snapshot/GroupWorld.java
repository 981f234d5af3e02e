package dev.marina.controllers.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the plan for one group looks at.
///
/// @param content of the name that the group's has
/// @param selector of claims; empty where there is none, or nothing that could be one
/// @param sources what it takes, by their names
/// @param members the snapshots that were taken together for it
/// @param restoring one of these of which a claim waits for a volume
record GroupWorld(SnapshotObject group, Optional<SnapshotObject> content, List<SnapshotObject> classes, Optional<LabelSelector> selector,
        List<Source> sources, List<SnapshotObject> members, Optional<SnapshotObject> restoring) {

    /// A claim and the volume that it names.
    record Source(PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {}

    static GroupWorld of(Snapshot snapshot, GenericKubernetesResource resource) {
        SnapshotObject object = SnapshotObject.of(resource);
        Optional<LabelSelector> selector = selector(object.at("spec", "source", "selector"));
        Optional<SnapshotObject> content = snapshot.find(SnapshotTypes.GROUP_CONTENTS, "", object.contentName()).map(SnapshotObject::of);
        List<Source> sources = selector.isEmpty() || content.isPresent() || object.terminating()
                ? List.of()
                : snapshot.list(Types.CLAIMS, object.namespace()).stream()
                        .filter(claim -> LabelSelection.takes(selector.get(), claim.getMetadata().getLabels()))
                        .sorted(Comparator.comparing(claim -> claim.getMetadata().getName()))
                        .map(claim -> new Source(claim, snapshot.find(Types.VOLUMES, "", Optional.ofNullable(claim.getSpec().getVolumeName()).orElse(""))))
                        .toList();
        List<SnapshotObject> members = snapshot.ownedBy(SnapshotTypes.SNAPSHOTS, object.uid()).stream().map(SnapshotObject::of)
                .filter(member -> member.namespace().equals(object.namespace()) && member.inGroup()).toList();
        return new GroupWorld(object, content, snapshot.list(SnapshotTypes.GROUP_CLASSES, "").stream().map(SnapshotObject::of).toList(), selector, sources,
                members, object.terminating()
                        ? members.stream().filter(member -> snapshot.any(Types.CLAIMS, object.namespace(), claim -> SnapshotWorld.restores(claim, member)))
                                .findFirst()
                        : Optional.empty());
    }

    /// Its definition is the tenant's: whatever may be there.
    private static Optional<LabelSelector> selector(JsonNode said) {
        if (!said.isObject()) {
            return Optional.empty();
        }
        try {
            LabelSelector selector = Document.mapper().treeToValue(said, LabelSelector.class);
            boolean whole = (selector.getMatchLabels() == null || selector.getMatchLabels().values().stream().allMatch(value -> value != null))
                    && selector.getMatchExpressions() != null && selector.getMatchExpressions().stream()
                            .allMatch(each -> each != null && each.getKey() != null && each.getOperator() != null && each.getValues() != null);
            return whole ? Optional.of(selector) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
