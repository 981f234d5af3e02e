package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is wrong with a configuration, in upstream's words: the field, the kind of mistake, what would be right. Bounded.
final class Problems {

    private static final int MOST = 10;

    private final List<String> found = new ArrayList<>();

    void invalid(String field, Object value, String why) {
        add("%s: Invalid value: %s: %s".formatted(field, value instanceof String text ? quoted(text) : value, why));
    }

    void unsupported(String field, String value, Set<String> supported) {
        add("%s: Unsupported value: %s: supported values: %s".formatted(field, quoted(value),
                String.join(", ", new TreeSet<>(supported).stream().map(Problems::quoted).toList())));
    }

    void required(String field) {
        add(field + ": Required value");
    }

    void duplicate(String field, String value) {
        add("%s: Duplicate value: %s".formatted(field, quoted(value)));
    }

    void forbidden(String field, String why) {
        add("%s: Forbidden: %s".formatted(field, why));
    }

    /// Names no other fields than these.
    void only(JsonNode object, String path, Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                add("unknown field %s: known here are %s".formatted(quoted(path.isEmpty() ? name : path + "." + name),
                        String.join(", ", new TreeSet<>(known))));
            }
        });
    }

    private void add(String problem) {
        if (found.size() < MOST) {
            found.add(problem);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    String text() {
        return String.join("; ", found);
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
    }
}
