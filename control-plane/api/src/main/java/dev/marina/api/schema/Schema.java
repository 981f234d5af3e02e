package dev.marina.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The shape of a JSON value: drives defaulting, pruning, unknown-field detection, validation, strategic merge and OpenAPI.
/// Immutable; shared between types through [Ref].
public sealed interface Schema {

    String description();

    /// A named type elsewhere, such as `io.k8s.api.core.v1.PodSpec`; resolved by [Schemas].
    record Ref(String description, String name) implements Schema {}

    /// @param defaults value by field name, applied where the field is absent
    record ObjectOf(String description, Map<String, Schema> fields, Set<String> required, Map<String, JsonNode> defaults) implements Schema {}

    /// An object with any keys and values of one shape.
    record MapOf(String description, Schema values) implements Schema {}

    record ListOf(String description, Schema items, ListType type, List<String> mapKeys, boolean patchMerge, String patchMergeKey) implements Schema {}

    enum ListType { ATOMIC, SET, MAP }

    /// @param format "", int32, int64, double, byte, date-time
    record Scalar(String description, Kind kind, String format, List<String> allowed) implements Schema {
        public enum Kind { STRING, INTEGER, NUMBER, BOOLEAN, QUANTITY, INT_OR_STRING }
    }

    /// Anything; kept as it is.
    record Free(String description) implements Schema {}
}
