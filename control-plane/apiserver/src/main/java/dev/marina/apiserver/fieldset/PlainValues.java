package dev.marina.apiserver.fieldset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// JSON values as Go's client compares them: 1 and 1.0 are the same number, and the order of an object's fields says nothing.
public final class PlainValues {

    private PlainValues() {}

    /// The order of plain values: numbers, texts, truth values, then everything else by its text.
    static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        if (one.isTextual() && other.isTextual()) {
            return one.textValue().compareTo(other.textValue());
        }
        int byRank = Integer.compare(rank(one), rank(other));
        return byRank != 0 ? byRank : one.toString().compareTo(other.toString());
    }

    private static int rank(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> 0;
            case STRING -> 1;
            case BOOLEAN -> 2;
            case ARRAY, OBJECT, NULL, BINARY, POJO, MISSING -> 3;
        };
    }

    public static boolean same(JsonNode one, JsonNode other) {
        if (one == other) {
            return true;
        }
        if (one.isNumber() && other.isNumber()) {
            return one.isInt() && other.isInt() ? one.intValue() == other.intValue() : one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (one.isObject() && other.isObject()) {
            return one.size() == other.size() && one.properties().stream().allMatch(field -> sameField(field, other));
        }
        if (one.isArray() && other.isArray()) {
            return sameItems(one, other);
        }
        return one.equals(other);
    }

    private static boolean sameField(Map.Entry<String, JsonNode> field, JsonNode other) {
        JsonNode counterpart = other.get(field.getKey());
        return counterpart != null && same(field.getValue(), counterpart);
    }

    private static boolean sameItems(JsonNode one, JsonNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
