package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What becomes of pods that get a node.
///
/// @param labels that they have; none: all pods
public record PodRule(Map<String, String> labels, Becomes becomes) {

    private static final int MOST_LABELS = 10;

    public enum Becomes {
        /// They run, and are ready when their probes' delays are over; those that may end succeed.
        READY("Ready"),
        /// They never start.
        WAITING("Waiting"),
        /// They run and are never ready.
        NEVER_READY("NeverReady"),
        /// Their containers end with an error.
        FAILING("Failing");

        private final String text;

        Becomes(String text) {
            this.text = text;
        }
    }

    static PodRule of(JsonNode node, String field) {
        Map<String, String> labels = new HashMap<>();
        if (node.path("labels") instanceof ObjectNode given) {
            given.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        }
        if (labels.size() > MOST_LABELS) {
            throw WorldsRequest.invalid("%s.labels: Too many: %d: must have at most %d items".formatted(field, labels.size(), MOST_LABELS));
        }
        String become = node.path("become").asText();
        for (Becomes each : Becomes.values()) {
            if (each.text.equals(become)) {
                return new PodRule(Map.copyOf(labels), each);
            }
        }
        throw WorldsRequest.invalid("%s.become: Unsupported value: \"%s\": supported values: \"Ready\", \"Waiting\", \"NeverReady\", \"Failing\""
                .formatted(field, become));
    }

    /// The first of these that a pod meets.
    public static Becomes of(List<PodRule> rules, Map<String, String> labels) {
        return rules.stream().filter(rule -> labels.entrySet().containsAll(rule.labels.entrySet())).map(PodRule::becomes).findFirst().orElse(Becomes.READY);
    }
}
