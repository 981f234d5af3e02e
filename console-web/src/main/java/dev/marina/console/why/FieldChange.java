package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What became of one field.
///
/// @param before "" where there was nothing
/// @param after "" where there is nothing
public record FieldChange(String path, String before, String after) {

    /// What every write changes and nobody asks about.
    private static final Set<String> SERVERS_OWN = Set.of("managedFields", "resourceVersion", "generation");
    private static final int MOST = 200;
    private static final int LONGEST = 512;

    /// As an explanation tells it.
    public static List<FieldChange> told(JsonNode difference) {
        List<FieldChange> changes = new ArrayList<>();
        difference.forEach(each -> changes.add(new FieldChange(each.path("path").asText(), text(each.path("before")), text(each.path("after")))));
        return List.copyOf(changes);
    }

    /// Between two states of an object, the first [#MOST] of them.
    public static List<FieldChange> between(JsonNode before, JsonNode after) {
        List<FieldChange> changes = new ArrayList<>();
        collect("", before, after, changes);
        return List.copyOf(changes);
    }

    private static void collect(String path, JsonNode before, JsonNode after, List<FieldChange> into) {
        if (before.equals(after) || into.size() == MOST) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.stream().filter(name -> !(path.equals("metadata") && SERVERS_OWN.contains(name)))
                    .forEach(name -> collect(path.isEmpty() ? name : path + "." + name, child(before, name), child(after, name), into));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                collect("%s[%d]".formatted(path, i), before.has(i) ? before.get(i) : MissingNode.getInstance(),
                        after.has(i) ? after.get(i) : MissingNode.getInstance(), into);
            }
        } else {
            into.add(new FieldChange(path, text(before), text(after)));
        }
    }

    private static JsonNode child(JsonNode node, String name) {
        return node.has(name) ? node.get(name) : MissingNode.getInstance();
    }

    public static String text(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.isTextual() ? value.asText() : value.toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    /// The path without places in lists, such as `spec.containers[].image`, under which fields have words.
    String shape() {
        return path.replaceAll("\\[\\d+]", "[]");
    }
}
