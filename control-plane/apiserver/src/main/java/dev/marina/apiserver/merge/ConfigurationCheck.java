package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether an applied configuration has its type's shape: what cannot be merged cannot be applied.
public final class ConfigurationCheck {

    private ConfigurationCheck() {}

    /// Throws [InvalidConfiguration].
    public static void check(JsonNode value, Shape shape) {
        if (value.isNull()) {
            return;
        }
        switch (shape.of(value)) {
            case Shape.Granular granular -> fields(value, granular);
            case Shape.SetOf _, Shape.KeyedList _ -> items(value, shape);
            case Shape.Whole _, Shape.Deduced _ -> {
            }
        }
    }

    private static void fields(JsonNode value, Shape.Granular shape) {
        if (!value.isObject()) {
            throw new InvalidConfiguration("expected map, got " + value);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Optional<Shape> inner = shape.field(field.getKey());
            String place = "." + field.getKey();
            if (inner.isEmpty()) {
                throw new InvalidConfiguration("field not declared in schema").at(place);
            }
            within(place, field.getValue(), inner.get());
        }
    }

    private static void items(JsonNode value, Shape shape) {
        if (!value.isArray()) {
            throw new InvalidConfiguration("expected list, got " + value);
        }
        Shape inner = shape instanceof Shape.KeyedList list ? list.items().get() : Shape.WHOLE;
        for (Map.Entry<PathElement, List<JsonNode>> item : Items.of(value, shape).byStep().entrySet()) {
            if (item.getValue().size() > 1) {
                throw new InvalidConfiguration("duplicate entries for key " + item.getKey());
            }
            within(item.getKey().toString(), item.getValue().getFirst(), inner);
        }
    }

    private static void within(String place, JsonNode value, Shape shape) {
        try {
            check(value, shape);
        } catch (InvalidConfiguration e) {
            throw e.at(place);
        }
    }
}
