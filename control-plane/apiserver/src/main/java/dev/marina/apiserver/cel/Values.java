package dev.marina.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON as expressions see it where no schema says more, and what they make as JSON.
final class Values {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Values() {}

    static final Object NULL = NullValue.NULL_VALUE;

    static Object of(JsonNode node) {
        return CelSchema.value(node, Optional.empty());
    }

    static JsonNode json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                ObjectNode object = JSON.objectNode();
                map.forEach((name, field) -> {
                    if (!ObjectLiterals.TYPE.equals(name)) {
                        object.set(String.valueOf(name), json(field));
                    }
                });
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = JSON.arrayNode(list.size());
                list.forEach(item -> array.add(json(item)));
                yield array;
            }
            case String text -> JSON.textNode(text);
            case Boolean flag -> JSON.booleanNode(flag);
            case Long number -> JSON.numberNode(number);
            case com.google.common.primitives.UnsignedLong number -> JSON.numberNode(number.bigIntegerValue());
            case Double number -> number == Math.rint(number) && Math.abs(number) < 1e15 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
            case CelByteString bytes -> JSON.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Instant time -> JSON.textNode(time.toString());
            case Duration duration -> JSON.textNode(duration.toMillis() / 1000.0 + "s");
            case Optional<?> optional -> optional.map(Values::json).orElse(JSON.nullNode());
            case NullValue _ -> JSON.nullNode();
            default -> throw new IllegalArgumentException("a value of type %s is no JSON".formatted(value.getClass().getSimpleName()));
        };
    }
}
