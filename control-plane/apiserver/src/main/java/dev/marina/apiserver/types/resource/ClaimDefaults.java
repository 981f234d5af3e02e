package dev.marina.apiserver.types.resource;

import static dev.marina.apiserver.defaulting.Defaults.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a request for devices means that does not say how many: one. pkg/apis/resource/v1/defaults.go
final class ClaimDefaults {

    private ClaimDefaults() {}

    static void fill(JsonNode claimSpec) {
        for (JsonNode request : claimSpec.path("devices").path("requests")) {
            count(request.path("exactly"));
            request.path("firstAvailable").forEach(ClaimDefaults::count);
        }
    }

    private static void count(JsonNode request) {
        if (request instanceof ObjectNode node) {
            text(node, "allocationMode", "ExactCount");
            if (node.path("allocationMode").asText().equals("ExactCount") && node.path("count").asLong() == 0) {
                node.put("count", 1);
            }
        }
    }
}
