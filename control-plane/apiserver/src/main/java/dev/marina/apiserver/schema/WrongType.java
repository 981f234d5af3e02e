package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;

/// A value that its type cannot hold. Upstream tells it differently where it decodes a text and where it converts what a patch made.
final class WrongType extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String converted;

    private WrongType(String decoded, String converted) {
        super(decoded, null, false, false);
        this.converted = converted;
    }

    /// A text that its type does not read.
    static WrongType unreadable(String why) {
        return new WrongType(why, why);
    }

    /// Bytes that are none.
    static WrongType notBase64(String why) {
        return new WrongType(why, "error decoding from json: " + why);
    }

    /// What reads itself and got something else.
    static WrongType unread(JsonNode value, Place place, String type) {
        String said = said(value, true, type);
        return new WrongType("json: cannot unmarshal %s into Go struct field %s.%s of type %s".formatted(said, place.type(), place.fields(), type),
                "json: cannot unmarshal %s into Go value of type %s".formatted(said, type));
    }

    /// @param numeric whether the type holds numbers, if not this one
    /// @param shape `struct`, `map` or `slice`; "" for a plain value
    static WrongType of(JsonNode value, Place place, String type, boolean numeric, String shape) {
        return new WrongType(
                "json: cannot unmarshal %s into Go struct field %s.%s of type %s".formatted(said(value, numeric, type), place.type(), place.fields(),
                        type),
                converted(value, type, numeric, shape));
    }

    private static String said(JsonNode value, boolean numeric, String type) {
        return numeric && value.isNumber() && !type.equals("string") ? "number " + value.asText() : GoTypes.kind(value);
    }

    private static String converted(JsonNode value, String type, boolean numeric, String shape) {
        String from = switch (value.getNodeType()) {
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
            case STRING -> "string";
            case ARRAY -> "slice";
            default -> "map";
        };
        if (!shape.isEmpty()) {
            return "cannot restore %s from%s %s".formatted(shape, shape.equals("struct") ? ":" : "", from);
        }
        boolean convertible = value.isNumber() && (numeric || type.equals("string") && value.isIntegralNumber());
        return convertible ? "cannot convert %s to %s".formatted(from, type) : "unrecognized type: " + type;
    }

    /// In the words of upstream's converter.
    String converted() {
        return converted;
    }
}
