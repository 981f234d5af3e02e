package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// How a value is divided among those who write it. Made of the schema of a built-in type by [SchemaShapes]; whoever has a schema
/// of another kind makes the same of it. Parts are asked for when they are needed, so that a shape may contain itself.
public sealed interface Shape {

    Shape WHOLE = new Whole();
    Shape DEDUCED = new Deduced();

    /// One writer has all of it: plain values, atomic lists and atomic maps.
    record Whole() implements Shape {}

    /// Each field has a writer of its own.
    ///
    /// @param declared the shape of a field that the schema names
    /// @param others the shape of every other field: a map's values; empty where there are no others
    record Granular(Function<String, Optional<Shape>> declared, Optional<Shape> others) implements Shape {
        /// The shape of a field, as far as there may be such a one.
        Optional<Shape> field(String name) {
            Optional<Shape> found = declared.apply(name);
            return found.isPresent() ? found : others;
        }
    }

    /// A list of plain values, each there once.
    record SetOf() implements Shape {}

    /// A list of objects, identified by some of their fields.
    ///
    /// @param defaults what such a field counts as where it is missing, by name
    record KeyedList(List<String> keys, Map<String, JsonNode> defaults, Supplier<Shape> items) implements Shape {}

    /// Nothing is known: objects are granular, everything else is a whole.
    record Deduced() implements Shape {}

    /// The shape for this value.
    default Shape of(JsonNode value) {
        return switch (this) {
            case Deduced _ -> value != null && value.isObject() ? Deductions.OBJECT : WHOLE;
            case Whole _, Granular _, SetOf _, KeyedList _ -> this;
        };
    }

    /// The shape below a step of a path; a whole where there can be none.
    default Shape below(PathElement step) {
        return switch (this) {
            case Granular granular when step instanceof PathElement.Field(String name) -> granular.field(name).orElse(WHOLE);
            case KeyedList list when step instanceof PathElement.Key -> list.items().get();
            case Deduced _ -> this;
            case Whole _, Granular _, SetOf _, KeyedList _ -> WHOLE;
        };
    }

    /// What objects of unknown shape count as.
    final class Deductions {
        static final Shape OBJECT = new Granular(_ -> Optional.empty(), Optional.of(DEDUCED));

        private Deductions() {}
    }
}
