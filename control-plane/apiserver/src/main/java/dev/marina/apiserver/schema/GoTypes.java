package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;

/// How Go names types, as far as schemas tell.
final class GoTypes {

    private GoTypes() {}

    /// Such as `[]v1.Container`.
    static String of(Schema declared, Schemas schemas) {
        return switch (declared) {
            case Schema.Ref ref when !(schemas.resolve(ref) instanceof Schema.Scalar) -> qualified(ref.name());
            case Schema.Ref ref -> of(schemas.resolve(ref), schemas);
            case Schema.ListOf list -> "[]" + of(list.items(), schemas);
            case Schema.MapOf map -> "map[string]" + of(map.values(), schemas);
            case Schema.ObjectOf _, Schema.Free _ -> "object";
            case Schema.Scalar scalar -> switch (scalar.kind()) {
                // What reads itself is read as a text first, ports that are no texts as numbers.
                case STRING, TIME, MICRO_TIME -> "string";
                case INT_OR_STRING -> "int32";
                case INTEGER -> scalar.format().isEmpty() ? "int64" : scalar.format();
                case NUMBER -> "float64";
                case BOOLEAN -> "bool";
                case QUANTITY -> "resource.Quantity";
                case BYTES -> "[]uint8";
            };
        };
    }

    /// `Container` of `io.k8s.api.core.v1.Container`.
    static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String qualified(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    /// What a value is called that does not fit.
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case STRING -> "string";
            case ARRAY -> "array";
            case NULL -> "null";
            default -> "object";
        };
    }
}
