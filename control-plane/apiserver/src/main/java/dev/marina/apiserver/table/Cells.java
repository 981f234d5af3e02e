package dev.marina.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;

/// Texts that cells of many types have in common.
public final class Cells {

    private static final String NONE = "<none>";
    private static final String UNSET = "<unset>";

    private Cells() {}

    public static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    public static String orUnset(String text) {
        return text.isEmpty() ? UNSET : text;
    }

    /// `a=1,b=2` in order of keys.
    public static String keys(JsonNode map) {
        return map.properties().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue().asText()).collect(Collectors.joining(","));
    }

    /// A field of each container of a pod's spec.
    public static String containers(JsonNode spec, String field) {
        return spec.path("containers").valueStream().map(container -> container.path(field).asText()).collect(Collectors.joining(","));
    }

    /// `app=web,tier in (a,b)`, as metav1.FormatLabelSelector prints.
    public static String selector(JsonNode selector) {
        String labels = keys(selector.path("matchLabels"));
        String expressions = selector.path("matchExpressions").valueStream().map(expression -> {
            String key = expression.path("key").asText();
            String values = expression.path("values").valueStream().map(JsonNode::asText).sorted().collect(Collectors.joining(","));
            return switch (expression.path("operator").asText()) {
                case "In" -> key + " in (" + values + ")";
                case "NotIn" -> key + " notin (" + values + ")";
                case "Exists" -> key;
                default -> "!" + key;
            };
        }).collect(Collectors.joining(","));
        return orNone(labels + (labels.isEmpty() || expressions.isEmpty() ? "" : ",") + expressions);
    }
}
