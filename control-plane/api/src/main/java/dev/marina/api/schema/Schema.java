package dev.marina.api.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shape of a JSON value: drives defaulting, pruning, unknown-field detection, validation, strategic merge and OpenAPI.
/// Immutable; shared between types through [Ref].
public sealed interface Schema {

    String description();

    /// A named type elsewhere, such as `io.k8s.api.core.v1.PodSpec`; resolved by [Schemas].
    ///
    /// @param mapType where this use of the type differs from the type's own
    record Ref(String description, String name, Optional<MapType> mapType) implements Schema {
        public Ref(String description, String name) {
            this(description, name, Optional.empty());
        }
    }

    /// @param presence when a field is written, by name; fields that are not named are [Presence#KEPT]
    /// @param defaults what a field counts as where it was not given, by name, as far as this identifies an item of a list
    record ObjectOf(String description, Map<String, Schema> fields, Set<String> required, Map<String, Presence> presence, Map<String, String> defaults,
            MapType mapType) implements Schema {
        public ObjectOf(String description, Map<String, Schema> fields, Set<String> required, Map<String, Presence> presence) {
            this(description, fields, required, presence, Map.of(), MapType.GRANULAR);
        }

        public Presence presence(String field) {
            return presence.getOrDefault(field, Presence.KEPT);
        }
    }

    /// When a field stands in the JSON of its object.
    enum Presence {
        /// Where it was given, whatever its value: Go's pointers.
        KEPT,
        /// Where its value is not zero or empty: `omitempty`.
        OMITTED,
        /// Always; as zero, or as an empty object, where it was not given.
        ZERO,
        /// Always; as null where it was not given.
        NULL
    }

    /// An object with any keys and values of one shape.
    record MapOf(String description, Schema values, MapType mapType) implements Schema {}

    /// Whether several writers may share an object, each with fields of its own.
    enum MapType {
        GRANULAR, ATOMIC
    }

    record ListOf(String description, Schema items, ListType type, List<String> mapKeys, boolean patchMerge, String patchMergeKey) implements Schema {}

    enum ListType {
        ATOMIC, SET, MAP
    }

    /// @param format "", int32, int64, double
    record Scalar(String description, Kind kind, String format, List<String> allowed) implements Schema {
        public enum Kind {
            STRING,
            INTEGER,
            NUMBER,
            BOOLEAN,
            QUANTITY,
            INT_OR_STRING,
            /// Any bytes, as base64.
            BYTES,
            /// A moment to the second; to the microsecond.
            TIME,
            MICRO_TIME
        }
    }

    /// Anything; kept as it is.
    record Free(String description) implements Schema {}
}
