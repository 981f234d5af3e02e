package dev.marina.console.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which labels an object selects, as `metav1.LabelSelector` means it.
///
/// @param expressions all of which must hold, too
record Selector(Map<String, String> labels, List<Expression> expressions) {

    record Expression(String key, String operator, List<String> values) {
        boolean takes(Map<String, String> labels) {
            return switch (operator) {
                case "In" -> labels.containsKey(key) && values.contains(labels.get(key));
                case "NotIn" -> !labels.containsKey(key) || !values.contains(labels.get(key));
                case "Exists" -> labels.containsKey(key);
                case "DoesNotExist" -> !labels.containsKey(key);
                default -> false;
            };
        }
    }

    static Selector of(JsonNode selector) {
        return new Selector(map(selector.path("matchLabels")), selector.path("matchExpressions").valueStream().map(each -> new Expression(
                each.path("key").asText(), each.path("operator").asText(), each.path("values").valueStream().map(JsonNode::asText).toList())).toList());
    }

    /// A Service's, which is a map of labels and nothing else.
    static Selector ofLabels(JsonNode labels) {
        return new Selector(map(labels), List.of());
    }

    private static Map<String, String> map(JsonNode labels) {
        Map<String, String> map = new HashMap<>();
        labels.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return Map.copyOf(map);
    }

    boolean takes(Map<String, String> present) {
        return labels.entrySet().stream().allMatch(label -> label.getValue().equals(present.get(label.getKey())))
                && expressions.stream().allMatch(expression -> expression.takes(present));
    }
}
