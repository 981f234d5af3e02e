package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.fieldset.FieldSet;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.Map;

/// A value without some of its fields, or nothing but these. A part of which nothing is left is null, so that one who asks for
/// the fields of the result still finds it mentioned.
public final class Removal {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Removal() {}

    public static JsonNode of(JsonNode value, FieldSet fields, Shape shape) {
        return fields.isEmpty() ? value : without(value, fields, shape);
    }

    private static JsonNode without(JsonNode value, FieldSet fields, Shape shape) {
        return switch (shape.of(value)) {
            case Shape.Granular granular when value.isObject() -> withoutFields(value, fields, granular);
            case Shape.SetOf _, Shape.KeyedList _ when value.isArray() -> withoutItems(value, fields, shape);
            case Shape.Granular _, Shape.SetOf _, Shape.KeyedList _, Shape.Whole _, Shape.Deduced _ -> value;
        };
    }

    private static JsonNode withoutFields(JsonNode value, FieldSet fields, Shape.Granular shape) {
        ObjectNode kept = JSON.objectNode();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            PathElement step = new PathElement.Field(field.getKey());
            if (!fields.has(step)) {
                kept.set(field.getKey(), of(field.getValue(), fields.below(step), shape.field(field.getKey()).orElse(Shape.WHOLE)));
            }
        }
        return kept.isEmpty() ? NullNode.instance : kept;
    }

    private static JsonNode withoutItems(JsonNode value, FieldSet fields, Shape shape) {
        Shape inner = shape instanceof Shape.KeyedList list ? list.items().get() : Shape.WHOLE;
        ArrayNode kept = JSON.arrayNode();
        Items.of(value, shape).byStep().forEach((step, same) -> {
            if (!fields.has(step)) {
                same.forEach(item -> kept.add(of(item, fields.below(step), inner)));
            }
        });
        return kept.isEmpty() ? NullNode.instance : kept;
    }
}
