package dev.marina.apiserver.schema;

import java.util.Optional;

/// Where in a document a value stands. Written as text only where something is wrong with it.
///
/// @param outer none for the document itself
/// @param step what leads from there to here
record Place(Optional<Place> outer, Step step) {

    static final Place ROOT = new Place(Optional.empty(), new Step.Root());

    sealed interface Step {
        record Root() implements Step {}

        /// @param type Go's name of the type that has the field
        record Field(String name, String type) implements Step {}

        record Key(String name) implements Step {}

        record Index(int index) implements Step {}
    }

    Place field(String name, String type) {
        return new Place(Optional.of(this), new Step.Field(name, type));
    }

    Place key(String name) {
        return new Place(Optional.of(this), new Step.Key(name));
    }

    Place index(int index) {
        return new Place(Optional.of(this), new Step.Index(index));
    }

    /// Such as `spec.containers[0].image`.
    String path() {
        String before = outer.map(Place::path).orElse("");
        return switch (step) {
            case Step.Root _ -> "";
            case Step.Field field -> joined(before, field.name());
            case Step.Key key -> joined(before, key.name());
            case Step.Index index -> before + "[" + index.index() + "]";
        };
    }

    /// Fields alone, as Go's decoder names where it is: `spec.containers.image`.
    String fields() {
        String before = outer.map(Place::fields).orElse("");
        return step instanceof Step.Field field ? joined(before, field.name()) : before;
    }

    /// Go's name of the type whose field this is in; "" for the document itself.
    String type() {
        return step instanceof Step.Field field ? field.type() : outer.map(Place::type).orElse("");
    }

    private static String joined(String before, String name) {
        return before.isEmpty() ? name : before + "." + name;
    }
}
