package dev.marina.apiserver.types.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// What pod groups and their templates have in common. pkg/apis/scheduling/validation/validation.go
final class SchedulingPolicyRules {

    /// Of WorkloadAwarePreemption, DRAWorkloadResourceClaims and TopologyAwareWorkloadScheduling.
    private static final List<String> OFF = List.of("disruptionMode", "priority", "priorityClassName", "resourceClaims", "schedulingConstraints");

    private SchedulingPolicyRules() {}

    static void withoutWhatIsOff(JsonNode group) {
        if (group instanceof ObjectNode object) {
            object.remove(OFF);
        }
    }

    static void check(Errors errors, JsonNode policy, String path) {
        boolean basic = policy.has("basic");
        boolean gang = policy.has("gang");
        if (!basic && !gang) {
            errors.invalid(path, "", "must specify one of: `basic`, `gang`");
        } else if (basic && gang) {
            errors.invalid(path, "{`basic`, `gang`}", "must specify exactly one of: `basic`, `gang`");
        } else if (gang && policy.path("gang").path("minCount").asLong() < 1) {
            errors.invalid(path + ".gang.minCount", policy.path("gang").path("minCount").asLong(), "must be greater than or equal to 1");
        }
    }

    /// In one word.
    static String policy(JsonNode policy) {
        return policy.has("gang") ? "Gang" : policy.has("basic") ? "Basic" : "";
    }
}
