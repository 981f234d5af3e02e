package dev.marina.apiserver.defaulting;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Fills in one field that was left out.
public final class Defaults {

    private Defaults() {}

    /// An empty text is none: Go's types write some fields that nobody gave.
    public static void text(ObjectNode node, String field, String value) {
        if (absent(node, field) || node.get(field).asText().isEmpty()) {
            node.put(field, value);
        }
    }

    public static void number(ObjectNode node, String field, int value) {
        if (absent(node, field)) {
            node.put(field, value);
        }
    }

    public static void flag(ObjectNode node, String field, boolean value) {
        if (absent(node, field)) {
            node.put(field, value);
        }
    }

    private static boolean absent(ObjectNode node, String field) {
        return !node.has(field) || node.get(field).isNull();
    }
}
