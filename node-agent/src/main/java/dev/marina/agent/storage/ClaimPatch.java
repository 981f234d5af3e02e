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

/// What is written of a claim that grows. Its conditions are merged by type, so that others' stay.
final class ClaimPatch {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CONDITIONS = List.of("Resizing", "FileSystemResizePending");

    private ClaimPatch() {}

    static String growing(PersistentVolumeClaim claim, ClusterVolumes.Growth growth, Instant now) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status");
        status.putObject("allocatedResources").put("storage", claim.getSpec().getResources().getRequests().get("storage").toString());
        status.putObject("allocatedResourceStatuses").put("storage", growth.status());
        ArrayNode conditions = without(status, claim, growth.condition());
        growth.condition().ifPresent(type -> {
            String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
            conditions.addObject().put("type", type).put("status", "True").put("lastProbeTime", (String) null).put("lastTransitionTime", time)
                    .put("message", growth.message());
        });
        return patch.toString();
    }

    static String grown(PersistentVolumeClaim claim, Quantity capacity) {
        ObjectNode patch = of(claim);
        ObjectNode status = patch.putObject("status");
        status.putObject("capacity").put("storage", capacity.toString());
        status.putNull("allocatedResources");
        status.putNull("allocatedResourceStatuses");
        without(status, claim, Optional.empty());
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

    private static ArrayNode without(ObjectNode status, PersistentVolumeClaim claim, Optional<String> kept) {
        ArrayNode conditions = status.putArray("conditions");
        claim.getStatus().getConditions().stream().map(PersistentVolumeClaimCondition::getType)
                .filter(type -> CONDITIONS.contains(type) && !kept.equals(Optional.of(type)))
                .forEach(type -> conditions.addObject().put("$patch", "delete").put("type", type));
        return conditions;
    }
}
