package dev.marina.apiserver.fieldset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/// One step of a path from an object to a part of it. Ordered as upstream orders them: fields, keys, values, indices.
public sealed interface PathElement extends Comparable<PathElement> {

    /// A field of an object, or a key of a map.
    record Field(String name) implements PathElement {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /// An item of a list of which some fields identify it.
    ///
    /// @param fields in order of their names
    record Key(List<KeyField> fields) implements PathElement {
        public Key {
            fields = fields.size() == 1 ? List.copyOf(fields) : fields.stream().sorted().toList();
        }

        @Override
        public String toString() {
            return fields.stream().map(field -> field.name() + "=" + field.value()).collect(Collectors.joining(",", "[", "]"));
        }
    }

    record KeyField(String name, JsonNode value) implements Comparable<KeyField> {
        @Override
        public int compareTo(KeyField other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : PlainValues.compare(value, other.value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KeyField field && compareTo(field) == 0;
        }

        @Override
        public int hashCode() {
            // Numbers that are equal may be written in several ways.
            return value.isTextual() ? 31 * name.hashCode() + value.textValue().hashCode() : name.hashCode();
        }
    }

    /// An item of a set.
    record Value(JsonNode value) implements PathElement {
        @Override
        public boolean equals(Object other) {
            return other instanceof Value same && PlainValues.compare(value, same.value) == 0;
        }

        @Override
        public int hashCode() {
            return value.asText().hashCode();
        }

        @Override
        public String toString() {
            return "[=" + value + "]";
        }
    }

    /// An item of any other list.
    record Index(int index) implements PathElement {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    private int rank() {
        return switch (this) {
            case Field _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }

    @Override
    default int compareTo(PathElement other) {
        return switch (this) {
            case Field(String name) when other instanceof Field(String otherName) -> name.compareTo(otherName);
            case Key(List<KeyField> fields) when other instanceof Key(List<KeyField> otherFields) -> compare(fields, otherFields);
            case Value(JsonNode value) when other instanceof Value(JsonNode otherValue) -> PlainValues.compare(value, otherValue);
            case Index(int index) when other instanceof Index(int otherIndex) -> Integer.compare(index, otherIndex);
            case Field _, Key _, Value _, Index _ -> Integer.compare(rank(), other.rank());
        };
    }

    private static int compare(List<KeyField> fields, List<KeyField> others) {
        for (int i = 0; i < Math.min(fields.size(), others.size()); i++) {
            int order = fields.get(i).compareTo(others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(fields.size(), others.size());
    }
}
