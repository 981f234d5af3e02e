package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/// The JSON patch (RFC 6902) that makes one document another. Lists are compared place by place.
public final class JsonDifference {

    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private JsonDifference() {}

    public static ArrayNode between(JsonNode before, JsonNode after) {
        JsonDifference difference = new JsonDifference();
        difference.compare("", before, after);
        return difference.operations;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
            fields(path, one, other);
        } else if (before instanceof ArrayNode one && after instanceof ArrayNode other) {
            elements(path, one, other);
        } else {
            add("replace", path).set("value", after);
        }
    }

    private void fields(String path, ObjectNode before, ObjectNode after) {
        TreeSet<String> names = new TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String place = path + "/" + name.replace("~", "~0").replace("/", "~1");
            if (!after.has(name)) {
                add("remove", place);
            } else if (before.has(name)) {
                compare(place, before.get(name), after.get(name));
            } else {
                add("add", place).set("value", after.get(name));
            }
        }
    }

    private void elements(String path, ArrayNode before, ArrayNode after) {
        int both = Math.min(before.size(), after.size());
        for (int i = 0; i < both; i++) {
            compare(path + "/" + i, before.get(i), after.get(i));
        }
        for (int i = before.size() - 1; i >= both; i--) {
            add("remove", path + "/" + i);
        }
        for (int i = both; i < after.size(); i++) {
            add("add", path + "/-").set("value", after.get(i));
        }
    }

    private ObjectNode add(String operation, String path) {
        return operations.addObject().put("op", operation).put("path", path);
    }
}
