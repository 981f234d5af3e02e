package dev.marina.console.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What items of a list are known by, as `managedFields` say it: `k:{"name":"web"}` is the item with that name.
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
final class ListKeys {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "k:";

    private ListKeys() {}

    /// Names of the keys; none for a list that is one value, or of which nothing is known.
    ///
    /// @param fields of the list, in the form of `fieldsV1`
    static List<String> of(JsonNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().startsWith(KEY)) {
                List<String> names = new ArrayList<>();
                keys(field.getKey()).fieldNames().forEachRemaining(names::add);
                return names;
            }
        }
        return List.of();
    }

    /// Of an item; without those that it lacks.
    static ObjectNode of(JsonNode item, List<String> names) {
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        names.stream().filter(item::has).forEach(name -> keys.set(name, item.path(name)));
        return keys;
    }

    static boolean has(JsonNode item, ObjectNode keys) {
        return keys.properties().stream().allMatch(key -> item.path(key.getKey()).equals(key.getValue()));
    }

    /// What is known of an item's fields; missing where nothing is.
    static JsonNode item(JsonNode fields, ObjectNode keys) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().startsWith(KEY) && keys(field.getKey()).equals(keys)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    private static ObjectNode keys(String field) {
        try {
            return JSON.readTree(field.substring(KEY.length())) instanceof ObjectNode keys ? keys : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
