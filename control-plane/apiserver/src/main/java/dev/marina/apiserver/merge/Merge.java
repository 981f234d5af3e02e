package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.fieldset.PathElement;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// An object with an applied configuration over it: what the configuration says wins, nothing else is lost. Items of a list stand
/// in the configuration's order; those that it does not mention stay behind the item that they stood behind.
public final class Merge {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Merge() {}

    /// Throws [InvalidConfiguration] for an item of a list that cannot be told from others.
    public static JsonNode of(JsonNode live, JsonNode configuration, Shape shape) {
        JsonNode merged = merge(live, configuration, shape);
        return merged == null ? JSON.objectNode() : merged;
    }

    /// @param live null where there is none; not null together with `configuration`
    /// @return null where nothing is left
    private static JsonNode merge(JsonNode live, JsonNode configuration, Shape shape) {
        if (configuration == null) {
            return live;
        }
        return switch (shape.of(configuration)) {
            case Shape.Granular granular when holds(live, JsonNode::isObject) || holds(configuration, JsonNode::isObject) ->
                fields(live, configuration, granular);
            case Shape.SetOf _, Shape.KeyedList _ when holds(live, JsonNode::isArray) || holds(configuration, JsonNode::isArray) ->
                items(live, configuration, shape);
            case Shape.Granular _, Shape.SetOf _, Shape.KeyedList _, Shape.Whole _, Shape.Deduced _ -> configuration;
        };
    }

    private static boolean holds(JsonNode value, Predicate<JsonNode> kind) {
        return value != null && kind.test(value) && !value.isEmpty();
    }

    private static JsonNode fields(JsonNode live, JsonNode configuration, Shape.Granular shape) {
        ObjectNode merged = JSON.objectNode();
        if (live != null && live.isObject()) {
            for (Map.Entry<String, JsonNode> field : live.properties()) {
                put(merged, field.getKey(), merge(field.getValue(), configuration.get(field.getKey()), shape.field(field.getKey()).orElse(Shape.WHOLE)));
            }
        }
        for (Map.Entry<String, JsonNode> field : configuration.properties()) {
            if (live == null || !live.has(field.getKey())) {
                put(merged, field.getKey(), merge(null, field.getValue(), shape.field(field.getKey()).orElse(Shape.WHOLE)));
            }
        }
        return merged.isEmpty() ? null : merged;
    }

    private static void put(ObjectNode object, String field, JsonNode value) {
        if (value != null) {
            object.set(field, value);
        }
    }

    private static JsonNode items(JsonNode live, JsonNode configuration, Shape shape) {
        Shape inner = shape instanceof Shape.KeyedList list ? list.items().get() : Shape.WHOLE;
        Items applied = Items.of(configuration, shape);
        Items present = Items.of(live, shape);
        List<PathElement> shared = applied.byStep().keySet().stream().filter(present.byStep()::containsKey).toList();
        Iterator<PathElement> order = applied.byStep().keySet().iterator();
        Iterator<PathElement> anchors = shared.iterator();
        PathElement anchor = anchors.hasNext() ? anchors.next() : null;
        Set<PathElement> merged = new HashSet<>();
        ArrayNode result = JSON.arrayNode();
        for (Map.Entry<PathElement, List<JsonNode>> item : present.byStep().entrySet()) {
            if (!applied.byStep().containsKey(item.getKey())) {
                item.getValue().forEach(result::add);
            } else if (item.getKey().equals(anchor)) {
                while (!merged.contains(anchor)) {
                    PathElement next = order.next();
                    merged.add(next);
                    add(result, merge(present.only(next), applied.only(next), inner));
                }
                anchor = anchors.hasNext() ? anchors.next() : null;
            }
        }
        order.forEachRemaining(next -> add(result, merge(present.only(next), applied.only(next), inner)));
        return result.isEmpty() ? null : result;
    }

    private static void add(ArrayNode list, JsonNode value) {
        if (value != null) {
            list.add(value);
        }
    }
}
