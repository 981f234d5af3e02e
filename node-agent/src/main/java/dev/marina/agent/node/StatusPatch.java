package dev.marina.agent.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.agent.pod.PodConditions;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Strategic merge patches of what a node says of its pods and of itself. Conditions are merged by their type, so those that others
/// write meanwhile (readiness gates, `DisruptionTarget`) stay.
final class StatusPatch {

    static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> POD_FIELDS = List.of("phase", "hostIP", "podIP", "startTime", "qosClass", "observedGeneration",
            "initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses");
    /// A patch leaves alone what it does not mention: what may be so no longer has to be said.
    private static final List<String> CLEARED = List.of("reason", "message");
    /// Merged by a key too, but here the node's word replaces what was there.
    private static final List<String> POD_LISTS = List.of("hostIPs", "podIPs");

    private static final Set<String> GROWING = Set.of("Resizing", "FileSystemResizePending");

    private StatusPatch() {}

    /// @param pod as it was when the status was made
    static String of(Pod pod, PodStatus status) {
        ObjectNode full = JSON.valueToTree(status);
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", pod.getMetadata().getUid());
        ObjectNode fields = patch.putObject("status");
        POD_FIELDS.stream().filter(full::hasNonNull).forEach(field -> fields.set(field, full.get(field)));
        CLEARED.forEach(field -> fields.set(field, full.path(field).isMissingNode() ? fields.nullNode() : full.get(field)));
        POD_LISTS.stream().filter(full::hasNonNull).forEach(list -> fields.set(list, replacing(full.get(list))));
        Set<String> others = pod.getStatus() == null
                ? Set.of()
                : pod.getStatus().getConditions().stream().map(condition -> condition.getType())
                        .filter(type -> !PodConditions.OF_THE_NODE.contains(type)).collect(Collectors.toSet());
        ArrayNode conditions = merging(full.path("conditions"), others);
        past(pod, status).forEach(type -> conditions.addObject().put("$patch", "delete").put("type", type));
        fields.set("conditions", conditions);
        return patch.toString();
    }

    /// A claim has the room that it waited for, and what was said of its growth is over. MarkFSResizeFinished in pkg/volume/util/resize_util.go
    static String expanded(PersistentVolumeClaim claim, Quantity capacity) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", claim.getMetadata().getUid());
        ObjectNode status = patch.putObject("status");
        status.putObject("capacity").put("storage", capacity.toString());
        status.putNull("allocatedResources");
        status.putNull("allocatedResourceStatuses");
        ArrayNode conditions = status.putArray("conditions");
        claim.getStatus().getConditions().stream().map(PersistentVolumeClaimCondition::getType).filter(GROWING::contains)
                .forEach(type -> conditions.addObject().put("$patch", "delete").put("type", type));
        return patch.toString();
    }

    /// Conditions of the node's that held when the pod was read and are told no more.
    private static List<String> past(Pod pod, PodStatus status) {
        List<String> told = status.getConditions().stream().map(PodCondition::getType).toList();
        return Optional.ofNullable(pod.getStatus()).stream().flatMap(before -> before.getConditions().stream()).map(PodCondition::getType)
                .filter(type -> PodConditions.OF_THE_NODE.contains(type) && !told.contains(type)).toList();
    }

    /// @param before as the Node has it: what others say there that the node has besides (extended resources) can be promised, and what they say no
    ///     longer cannot (kubernetes/pkg/kubelet/nodestatus/setters.go)
    static String of(NodeStatus status, Optional<NodeStatus> before) {
        ObjectNode full = JSON.valueToTree(status);
        ObjectNode allocatable = full.withObject("/allocatable");
        before.ifPresent(present -> {
            extended(present.getAllocatable()).keySet().forEach(allocatable::putNull);
            extended(present.getCapacity()).forEach((resource, amount) -> allocatable.put(resource, amount.toString()));
            if (status.getVolumesInUse().isEmpty() && !present.getVolumesInUse().isEmpty()) {
                full.putArray("volumesInUse");
            }
        });
        full.set("addresses", replacing(full.path("addresses")));
        full.set("conditions", merging(full.path("conditions"), Set.of()));
        ObjectNode patch = JSON.createObjectNode();
        patch.set("status", full);
        return patch.toString();
    }

    private static Map<String, Quantity> extended(Map<String, Quantity> resources) {
        return resources.entrySet().stream().filter(resource -> resource.getKey().contains("/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static ArrayNode replacing(JsonNode list) {
        ArrayNode replacing = JSON.createArrayNode();
        replacing.addObject().put("$patch", "replace");
        list.forEach(replacing::add);
        return replacing;
    }

    private static ArrayNode merging(JsonNode conditions, Set<String> others) {
        ArrayNode merging = JSON.createArrayNode();
        for (JsonNode condition : conditions) {
            if (!others.contains(condition.path("type").asText())) {
                ObjectNode whole = condition.deepCopy();
                CLEARED.stream().filter(field -> !whole.has(field)).forEach(whole::putNull);
                merging.add(whole);
            }
        }
        return merging;
    }
}
