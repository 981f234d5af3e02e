package dev.marina.console.edit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an edited object asks of the API.
///
/// @param apply the fields to apply: those that were changed, and those that the console applied before and would lose otherwise; null for none
/// @param removed fields that are to go, whoever manages them: applying leaves what is another's
/// @param clashes fields that somebody else has changed meanwhile to something else
public record EditPlan(ObjectNode apply, List<FieldPath> removed, List<Clash> clashes) {

    /// What the API alone says about an object.
    private static final List<String> OF_THE_API = List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "deletionTimestamp",
            "deletionGracePeriodSeconds", "selfLink");

    /// @param owners who manages it now
    public record Clash(String field, JsonNode before, JsonNode theirs, JsonNode mine, List<String> owners) {}

    /// @param base what was begun with
    /// @param current what is stored now
    public static EditPlan of(JsonNode base, JsonNode edited, JsonNode current) {
        FieldOwners owners = FieldOwners.of(current);
        ObjectNode before = plain(base);
        ObjectNode after = plain(edited);
        ObjectNode all = owners.all();
        JsonNode changed = changed(before, after, all, owners.own()).orElse(null);
        List<FieldPath> removed = new ArrayList<>();
        removed(before, after, all, FieldPath.ROOT, removed);
        List<Clash> clashes = new ArrayList<>();
        clashes(before, after, plain(current), all, FieldPath.ROOT, owners, clashes);
        return new EditPlan(named(changed, after), List.copyOf(removed), List.copyOf(clashes));
    }

    public boolean nothing() {
        return apply == null && removed.isEmpty();
    }

    /// What people write of an object: without what the API alone says.
    public static ObjectNode plain(JsonNode object) {
        ObjectNode plain = object.deepCopy();
        plain.remove("status");
        if (plain.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(OF_THE_API);
        }
        return plain;
    }

    /// RFC 6902. Nothing is removed from another version than the one that was looked at.
    ///
    /// @param current from which it is removed
    public ArrayNode removal(JsonNode current) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/resourceVersion").set("value", current.path("metadata").path("resourceVersion"));
        // From the end, so that places before it stay what they are.
        removed.reversed().stream().flatMap(path -> path.pointer(current).stream())
                .forEach(pointer -> patch.addObject().put("op", "remove").put("path", pointer));
        return patch;
    }

    /// The object without what is to go.
    public ObjectNode without(JsonNode object) {
        ObjectNode result = object.deepCopy();
        for (FieldPath path : removed.reversed()) {
            path.pointer(result).ifPresent(pointer -> {
                int slash = pointer.lastIndexOf('/');
                String name = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
                switch (result.at(pointer.substring(0, slash))) {
                    case ObjectNode parent -> parent.remove(name);
                    case ArrayNode parent -> parent.remove(Integer.parseInt(name));
                    default -> throw new IllegalStateException("a field without a parent: " + pointer);
                }
            });
        }
        return result;
    }

    public List<String> removedFields() {
        return removed.stream().map(FieldPath::text).toList();
    }

    /// Whoever manages what is to go, the console aside.
    public List<String> ownersOfRemoved(JsonNode current) {
        FieldOwners owners = FieldOwners.of(current);
        return removed.stream().flatMap(path -> owners.of(path).stream()).filter(owner -> !owner.equals(FieldOwners.CONSOLE)).distinct().toList();
    }

    private static ObjectNode named(JsonNode changed, ObjectNode after) {
        if (changed == null) {
            return null;
        }
        ObjectNode apply = JsonNodeFactory.instance.objectNode();
        apply.set("apiVersion", after.path("apiVersion"));
        apply.set("kind", after.path("kind"));
        ObjectNode metadata = apply.putObject("metadata");
        apply.setAll((ObjectNode) changed);
        if (changed.path("metadata") instanceof ObjectNode said) {
            metadata.setAll(said);
        }
        for (String name : List.of("name", "namespace")) {
            if (after.path("metadata").has(name)) {
                metadata.set(name, after.path("metadata").path(name));
            }
        }
        apply.set("metadata", metadata);
        return apply;
    }

    private static Optional<JsonNode> changed(JsonNode before, JsonNode after, JsonNode all, JsonNode own) {
        if (before instanceof ObjectNode && after instanceof ObjectNode) {
            ObjectNode part = JsonNodeFactory.instance.objectNode();
            after.properties().forEach(field -> {
                String key = "f:" + field.getKey();
                JsonNode was = before.path(field.getKey());
                Optional<JsonNode> inside = was.isMissingNode() ? Optional.of(field.getValue()) : changed(was, field.getValue(), all.path(key), own.path(key));
                inside.ifPresent(value -> part.set(field.getKey(), value));
            });
            return part.isEmpty() ? Optional.empty() : Optional.of(part);
        }
        List<String> names = ListKeys.of(all);
        if (before instanceof ArrayNode && after instanceof ArrayNode && !names.isEmpty()) {
            ArrayNode part = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : after) {
                ObjectNode keys = ListKeys.of(item, names);
                JsonNode was = find(before, keys);
                Optional<JsonNode> inside = was == null ? Optional.of(item) : changed(was, item, ListKeys.item(all, keys), ListKeys.item(own, keys));
                inside.ifPresent(value -> part.add(value instanceof ObjectNode object ? keys.deepCopy().setAll(object) : value));
            }
            return part.isEmpty() ? Optional.empty() : Optional.of(part);
        }
        return before.equals(after) && own.isMissingNode() ? Optional.empty() : Optional.of(after);
    }

    private static JsonNode find(JsonNode list, ObjectNode keys) {
        for (JsonNode item : list) {
            if (ListKeys.has(item, keys)) {
                return item;
            }
        }
        return null;
    }

    private static void removed(JsonNode before, JsonNode after, JsonNode all, FieldPath path, List<FieldPath> removed) {
        if (before instanceof ObjectNode && after instanceof ObjectNode) {
            before.properties().forEach(field -> {
                JsonNode now = after.path(field.getKey());
                if (now.isMissingNode()) {
                    removed.add(path.field(field.getKey()));
                } else {
                    removed(field.getValue(), now, all.path("f:" + field.getKey()), path.field(field.getKey()), removed);
                }
            });
            return;
        }
        List<String> names = ListKeys.of(all);
        if (before instanceof ArrayNode && after instanceof ArrayNode && !names.isEmpty()) {
            for (JsonNode item : before) {
                ObjectNode keys = ListKeys.of(item, names);
                JsonNode now = find(after, keys);
                if (now == null) {
                    removed.add(path.item(keys));
                } else {
                    removed(item, now, ListKeys.item(all, keys), path.item(keys), removed);
                }
            }
        }
    }

    private static void clashes(JsonNode before, JsonNode mine, JsonNode theirs, JsonNode all, FieldPath path, FieldOwners owners, List<Clash> clashes) {
        if (before.equals(mine) || before.equals(theirs) || mine.equals(theirs)) {
            return;
        }
        if (before instanceof ObjectNode && mine instanceof ObjectNode && theirs instanceof ObjectNode) {
            java.util.Set<String> names = new java.util.LinkedHashSet<>();
            before.fieldNames().forEachRemaining(names::add);
            mine.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> clashes(before.path(name), mine.path(name), theirs.path(name), all.path("f:" + name), path.field(name), owners, clashes));
            return;
        }
        List<String> names = ListKeys.of(all);
        if (before instanceof ArrayNode && mine instanceof ArrayNode && theirs instanceof ArrayNode && !names.isEmpty()) {
            for (JsonNode item : before) {
                ObjectNode keys = ListKeys.of(item, names);
                JsonNode gone = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
                clashes(item, Optional.ofNullable(find(mine, keys)).orElse(gone), Optional.ofNullable(find(theirs, keys)).orElse(gone),
                        ListKeys.item(all, keys), path.item(keys), owners, clashes);
            }
            return;
        }
        clashes.add(new Clash(path.text(), before, theirs, mine, owners.of(path)));
    }
}
