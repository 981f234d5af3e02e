package dev.marina.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fills in what was left out, and takes away nulls where none may stand. Changes the node, which must be the caller's own; a
/// second time changes nothing. pkg/apiserver/schema/defaulting
public final class Defaulting {

    private Defaulting() {}

    public static void fill(JsonNode node, Structural schema) {
        dropNulls(node, Optional.of(schema));
        defaults(node, schema);
    }

    private static boolean forbidsNull(JsonNode value, Structural schema) {
        return value.isNull() && !schema.nullable();
    }

    private static void dropNulls(JsonNode node, Optional<Structural> schema) {
        switch (node) {
            case ObjectNode object -> {
                List<String> gone = new ArrayList<>();
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    Optional<Structural> field = schema.flatMap(shape -> shape.property(entry.getKey()));
                    if (field.filter(shape -> forbidsNull(entry.getValue(), shape) && shape.preset().isEmpty()).isPresent()) {
                        gone.add(entry.getKey());
                    } else {
                        dropNulls(entry.getValue(), field);
                    }
                }
                object.remove(gone);
            }
            case ArrayNode array -> array.forEach(item -> dropNulls(item, schema.flatMap(Structural::items)));
            default -> {
            }
        }
    }

    private static void defaults(JsonNode node, Structural schema) {
        switch (node) {
            case ObjectNode object -> {
                schema.properties().forEach((name, field) -> field.preset().ifPresent(preset -> {
                    JsonNode present = object.get(name);
                    if (present == null || forbidsNull(present, field)) {
                        object.set(name, preset.deepCopy());
                    }
                }));
                object.properties().forEach(entry -> schema.property(entry.getKey()).ifPresent(field -> {
                    if (forbidsNull(entry.getValue(), field) && field.preset().isPresent()) {
                        entry.setValue(field.preset().get().deepCopy());
                    }
                    defaults(entry.getValue(), field);
                }));
            }
            case ArrayNode array -> schema.items().ifPresent(items -> {
                for (int i = 0; i < array.size(); i++) {
                    if (forbidsNull(array.get(i), items) && items.preset().isPresent()) {
                        array.set(i, items.preset().get().deepCopy());
                    }
                    defaults(array.get(i), items);
                }
            });
            default -> {
            }
        }
    }
}
