package dev.marina.apiserver.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/// What a change made of an object, field by field: `path`, `before`, `after`. Bounded, and without what changes with every
/// write.
public final class Difference {

    static final int MOST_FIELDS = 50;
    private static final int LONGEST_VALUE = 512;
    private static final Set<String> SERVERS_OWN = Set.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink");

    private final ArrayNode fields;
    private final boolean silent;

    private Difference(ArrayNode fields, boolean silent) {
        this.fields = fields;
        this.silent = silent;
    }

    /// @param into gets the fields
    /// @param silent names paths and tells no values
    /// Answers false when there are more.
    public static boolean of(JsonNode before, JsonNode after, ArrayNode into, boolean silent) {
        return new Difference(into, silent).add("", before, after);
    }

    private boolean add(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return true;
        }
        if (after.isObject() && (before.isObject() || before.isMissingNode()) && !after.isEmpty()) {
            Set<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            return names.stream().filter(name -> !(path.equals("metadata") && SERVERS_OWN.contains(name)))
                    .allMatch(name -> add(path.isEmpty() ? name : path + "." + name, child(before, name), child(after, name)));
        }
        if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                if (!add("%s[%d]".formatted(path, i), child(before, i), child(after, i))) {
                    return false;
                }
            }
            return true;
        }
        if (fields.size() == MOST_FIELDS) {
            return false;
        }
        ObjectNode field = fields.addObject().put("path", path);
        put(field, "before", before);
        put(field, "after", after);
        return true;
    }

    private void put(ObjectNode field, String name, JsonNode value) {
        if (value.isMissingNode()) {
            return;
        }
        if (silent) {
            field.put(name, "***");
        } else if (value.toString().length() > LONGEST_VALUE) {
            field.put(name, value.toString().substring(0, LONGEST_VALUE) + "…");
        } else {
            field.set(name, value);
        }
    }

    private static JsonNode child(JsonNode node, String name) {
        return node.isObject() && node.has(name) ? node.get(name) : MissingNode.getInstance();
    }

    private static JsonNode child(JsonNode node, int index) {
        return node.has(index) ? node.get(index) : MissingNode.getInstance();
    }
}
