package dev.marina.apiserver.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.fieldset.PathElement;
import dev.marina.apiserver.fieldset.PathElement.KeyField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The items of a list by what identifies them, in order.
///
/// @param byStep more than one where several items have the same identity
record Items(Map<PathElement, List<JsonNode>> byStep) {

    static final Items NONE = new Items(Map.of());

    /// @param list null, or anything: what is no list has no items
    static Items of(JsonNode list, Shape shape) {
        if (list == null || !list.isArray() || list.isEmpty()) {
            return NONE;
        }
        Map<PathElement, List<JsonNode>> items = LinkedHashMap.newLinkedHashMap(list.size());
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            PathElement step;
            try {
                step = step(item, shape);
            } catch (InvalidConfiguration e) {
                throw e.at("element %d".formatted(i));
            }
            items.computeIfAbsent(step, _ -> new ArrayList<>(1)).add(item);
        }
        return new Items(items);
    }

    List<JsonNode> at(PathElement step) {
        return byStep.getOrDefault(step, List.of());
    }

    /// The item, unless there is none or more than one.
    JsonNode only(PathElement step) {
        List<JsonNode> found = at(step);
        return found.size() == 1 ? found.getFirst() : null;
    }

    private static PathElement step(JsonNode item, Shape shape) {
        return shape instanceof Shape.KeyedList list ? key(item, list) : value(item);
    }

    private static PathElement key(JsonNode item, Shape.KeyedList list) {
        if (item.isNull()) {
            throw new InvalidConfiguration("associative list with keys may not have a null element");
        }
        if (!item.isObject()) {
            throw new InvalidConfiguration("associative list with keys may not have non-map elements");
        }
        List<KeyField> fields = new ArrayList<>(list.keys().size());
        for (String name : list.keys()) {
            JsonNode value = item.has(name) ? item.get(name) : list.defaults().get(name);
            if (value != null) {
                fields.add(new KeyField(name, value));
            }
        }
        if (fields.isEmpty()) {
            throw new InvalidConfiguration(
                    "associative list with keys has an element that omits all key fields [%s] (and doesn't have default values for any key fields)"
                            .formatted(String.join(" ", list.keys().stream().map(key -> '"' + key + '"').toList())));
        }
        return new PathElement.Key(fields);
    }

    private static PathElement value(JsonNode item) {
        if (item.isObject()) {
            throw new InvalidConfiguration("associative list without keys has an element that's a map type");
        }
        if (item.isArray()) {
            throw new InvalidConfiguration("not supported: associative list with lists as elements");
        }
        if (item.isNull()) {
            throw new InvalidConfiguration("associative list without keys has an element that's an explicit null");
        }
        return new PathElement.Value(item);
    }
}
