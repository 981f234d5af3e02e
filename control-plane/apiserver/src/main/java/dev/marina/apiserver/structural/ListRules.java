package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.validation.Errors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lists that are sets have no item twice, lists that are maps no key. pkg/apiserver/schema/listtype/validation.go
public final class ListRules {

    private final Errors errors = new Errors();

    private ListRules() {}

    public static Errors check(JsonNode value, Structural schema) {
        ListRules rules = new ListRules();
        rules.value(value, schema, "");
        return rules.errors;
    }

    private void value(JsonNode value, Structural schema, String path) {
        switch (value) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    String name = entry.getKey();
                    String inner = schema.properties().containsKey(name) ? (path.isEmpty() ? name : path + "." + name) : path + "[" + name + "]";
                    schema.property(name).ifPresent(field -> value(entry.getValue(), field, inner));
                }
            }
            case ArrayNode array -> {
                switch (schema.extensions().listType()) {
                    case "set" -> unique(array.valueStream().toList(), path);
                    case "map" -> keys(array, schema.extensions().listKeys(), path);
                    default -> {
                    }
                }
                schema.items().ifPresent(items -> {
                    for (int i = 0; i < array.size(); i++) {
                        value(array.get(i), items, path + "[" + i + "]");
                    }
                });
            }
            default -> {
            }
        }
    }

    private void keys(ArrayNode array, List<String> keys, String path) {
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isObject() && !array.get(i).isNull()) {
                errors.invalid(path + "[" + i + "]", array.get(i), "must be an object for an array of list-type map");
                return;
            }
        }
        unique(array.valueStream().map(item -> key(item, keys)).toList(), path);
    }

    private static JsonNode key(JsonNode item, List<String> keys) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        keys.forEach(name -> {
            if (item.has(name)) {
                key.set(name, item.get(name));
            }
        });
        return key;
    }

    /// Each value that stands several times is told once.
    private void unique(List<JsonNode> values, String path) {
        Map<JsonNode, Integer> seen = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (seen.merge(values.get(i), 1, Integer::sum) == 2) {
                errors.duplicate(path + "[" + i + "]", values.get(i));
            }
        }
    }
}
