package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `${NAME:-default}` and `<<` in a compose file. There are no variables here: a default is taken, and what has none is told.
final class Interpolation {

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\$|([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])([^}]*))?\\})");

    private final Set<String> missing = new TreeSet<>();

    /// Those without a default that were asked for.
    Set<String> missing() {
        return missing;
    }

    JsonNode of(JsonNode node) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(text(text.asText()));
            case ObjectNode object -> {
                ObjectNode made = object.objectNode();
                object.properties().forEach(field -> made.set(field.getKey(), of(field.getValue())));
                yield made;
            }
            case ArrayNode array -> {
                ArrayNode made = array.arrayNode();
                array.forEach(each -> made.add(of(each)));
                yield made;
            }
            default -> node;
        };
    }

    private String text(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found)));
    }

    private String value(java.util.regex.MatchResult found) {
        if (found.group().equals("$$")) {
            return "$";
        }
        String name = found.group(1) == null ? found.group(2) : found.group(1);
        String operator = found.group(3) == null ? "" : found.group(3);
        if (operator.endsWith("-")) {
            return found.group(4);
        }
        if (!operator.endsWith("+")) {
            missing.add(name);
        }
        return "";
    }

    /// With what `<<` names put in, where a map does not say otherwise itself.
    static JsonNode merged(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode made = array.arrayNode();
            array.forEach(each -> made.add(merged(each)));
            return made;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode made = object.objectNode();
        JsonNode others = object.path("<<");
        for (JsonNode other : others instanceof ArrayNode list ? list.valueStream().toList() : List.of(others)) {
            merged(other).properties().stream().filter(field -> !made.has(field.getKey())).forEach(field -> made.set(field.getKey(), field.getValue()));
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getKey().equals("<<")) {
                made.set(field.getKey(), merged(field.getValue()));
            }
        }
        return made;
    }
}
