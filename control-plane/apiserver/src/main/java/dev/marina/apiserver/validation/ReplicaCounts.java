package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.List;

/// What the status of something that keeps replicas may count. ValidateReplicaSetStatus in pkg/apis/apps/validation/validation.go,
/// ValidateReplicationControllerStatus in pkg/apis/core/validation/validation.go
public final class ReplicaCounts {

    private ReplicaCounts() {}

    public static List<FieldError> check(JsonNode status) {
        Errors errors = new Errors();
        for (String field : List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration")) {
            errors.notNegative("status." + field, status.path(field));
        }
        for (String field : List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
            atMost(errors, status, field, "replicas", "cannot be greater than status.replicas");
        }
        atMost(errors, status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas");
        return errors.found();
    }

    private static void atMost(Errors errors, JsonNode status, String part, String whole, String detail) {
        if (status.path(part).asLong() > status.path(whole).asLong()) {
            errors.invalid("status." + part, status.path(part).asLong(), detail);
        }
    }
}
