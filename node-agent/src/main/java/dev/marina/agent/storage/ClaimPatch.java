package dev.marina.agent.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What is written of a claim that grows or is changed. Its conditions are merged by type, so that others' stay.
final class ClaimPatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CONDITIONS = List.of("Resizing", "FileSystemResizePending");
    private static final List<String> MODIFYING = List.of("ModifyingVolume", "ModifyVolumeError");

    private ClaimPatch() {}

    static String growing(PersistentVolumeClaim claim, ClusterVolumes.Growth growth, Instant now) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status");
        status.putObject("allocatedResources").put("storage", claim.getSpec().getResources().getRequests().get("storage").toString());
        status.putObject("allocatedResourceStatuses").put("storage", growth.status());
        ArrayNode conditions = without(status, claim, CONDITIONS, growth.condition());
        growth.condition().ifPresent(type -> holds(conditions, type, growth.message(), now));
        return patch.toString();
    }

    private static void holds(ArrayNode conditions, String type, String message, Instant now) {
        conditions.addObject().put("type", type).put("status", "True").put("lastProbeTime", (String) null)
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString()).put("message", message);
    }

    static String modifying(PersistentVolumeClaim claim, ClusterVolumes.Modification modification, Instant now) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status");
        ObjectNode said = status.putObject("modifyVolumeStatus").put("status", modification.status());
        if (!modification.target().isEmpty()) {
            said.put("targetVolumeAttributesClassName", modification.target());
        }
        modification.condition().ifPresent(type -> holds(without(status, claim, MODIFYING, modification.condition()), type, modification.message(), now));
        return patch.toString();
    }

    static String modified(PersistentVolumeClaim claim, String attributesClass) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status").put("currentVolumeAttributesClassName", attributesClass);
        status.putNull("modifyVolumeStatus");
        without(status, claim, MODIFYING, Optional.empty());
        return patch.toString();
    }

    static String modified(PersistentVolume volume, String attributesClass) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", volume.getMetadata().getUid());
        patch.putObject("spec").put("volumeAttributesClassName", attributesClass);
        return patch.toString();
    }

    static String grown(PersistentVolumeClaim claim, Quantity capacity) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status");
        status.putObject("capacity").put("storage", capacity.toString());
        status.putNull("allocatedResources");
        status.putNull("allocatedResourceStatuses");
        without(status, claim, CONDITIONS, Optional.empty());
        return patch.toString();
    }

    static String enlarged(PersistentVolume volume, Quantity capacity) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", volume.getMetadata().getUid());
        patch.putObject("spec").putObject("capacity").put("storage", capacity.toString());
        return patch.toString();
    }

    private static ObjectNode of(PersistentVolumeClaim claim) {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", claim.getMetadata().getUid());
        return patch;
    }

    /// @param known the conditions of which one holds at most
    private static ArrayNode without(ObjectNode status, PersistentVolumeClaim claim, List<String> known, Optional<String> kept) {
        ArrayNode conditions = status.putArray("conditions");
        claim.getStatus().getConditions().stream().map(PersistentVolumeClaimCondition::getType)
                .filter(type -> known.contains(type) && !kept.equals(Optional.of(type)))
                .forEach(type -> conditions.addObject().put("$patch", "delete").put("type", type));
        return conditions;
    }
}
