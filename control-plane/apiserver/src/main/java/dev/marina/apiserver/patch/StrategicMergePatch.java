package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import java.util.Map;

/// Strategic merge patch: lists are merged by key where the schema says so, with the directives `$patch`, `$retainKeys`,
/// `$setElementOrder/<list>` and `$deleteFromPrimitiveList/<list>`.
/// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
public final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

    private final Schemas schemas;

    private StrategicMergePatch(Schemas schemas) {
        this.schemas = schemas;
    }

    /// Throws a BadRequest status for a patch that is malformed or misses a merge key.
    public static Document apply(Document document, byte[] patch, Schema schema, Schemas schemas) {
        ObjectNode changes = (ObjectNode) PatchBody.object(patch);
        return Document.of(new StrategicMergePatch(schemas).merge(document.root().deepCopy(), changes, schemas.resolve(schema)));
    }

    private ObjectNode merge(ObjectNode target, ObjectNode patch, Schema schema) {
        switch (patch.path(DIRECTIVE).asText("merge")) {
            case "merge" -> {
            }
            case "delete" -> {
                return target.objectNode();
            }
            case "replace" -> {
                ObjectNode replacement = patch.deepCopy();
                replacement.remove(DIRECTIVE);
                return replacement;
            }
            default -> throw StatusException.badRequest("unrecognized type: %s; $patch must be merge, replace or delete"
                    .formatted(patch.path(DIRECTIVE).asText()));
        }
        if (patch.has(RETAIN_KEYS)) {
            retain(target, patch.path(RETAIN_KEYS));
        }
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            field(target, change.getKey(), change.getValue(), patch, schema);
        }
        return target;
    }

    private static void retain(ObjectNode target, JsonNode keys) {
        java.util.Set<String> kept = new java.util.HashSet<>();
        keys.forEach(key -> kept.add(key.asText()));
        target.retain(kept);
    }

    private void field(ObjectNode target, String key, JsonNode value, ObjectNode patch, Schema schema) {
        if (key.equals(DIRECTIVE) || key.equals(RETAIN_KEYS)) {
            return;
        }
        if (key.startsWith(ORDER)) {
            String list = key.substring(ORDER.length());
            if (!patch.has(list) && target.get(list) instanceof ArrayNode present) {
                target.set(list, ElementOrder.of(present, present, (ArrayNode) value, mergeKey(schema, list)));
            }
            return;
        }
        if (key.startsWith(DELETE_PRIMITIVES)) {
            deletePrimitives(target, key.substring(DELETE_PRIMITIVES.length()), value);
            return;
        }
        Schema inner = inner(schema, key);
        switch (value) {
            case JsonNode gone when gone.isNull() -> target.remove(key);
            case ObjectNode object -> target.set(key, merge(
                    target.get(key) instanceof ObjectNode present ? present : target.objectNode(), object, inner));
            case ArrayNode list -> {
                ArrayNode before = target.get(key) instanceof ArrayNode present ? present : target.arrayNode();
                ArrayNode after = list(before, list, inner);
                target.set(key, patch.path(ORDER + key) instanceof ArrayNode order
                        ? ElementOrder.of(before, after, order, mergeKey(schema, key))
                        : after);
            }
            default -> target.set(key, value);
        }
    }

    private ArrayNode list(ArrayNode before, ArrayNode patch, Schema schema) {
        if (!(schema instanceof Schema.ListOf list) || !list.patchMerge()) {
            return withoutDirectives(patch);
        }
        for (JsonNode item : patch) {
            if (item.path(DIRECTIVE).asText().equals("replace")) {
                return withoutDirectives(patch);
            }
        }
        ArrayNode merged = list.patchMergeKey().isEmpty() ? union(before, patch) : mergeByKey(before, patch, list);
        return ElementOrder.of(before, merged, withoutDirectives(patch), list.patchMergeKey());
    }

    private ArrayNode mergeByKey(ArrayNode before, ArrayNode patch, Schema.ListOf list) {
        ArrayNode merged = before.deepCopy();
        String mergeKey = list.patchMergeKey();
        Schema items = schemas.resolve(list.items());
        for (JsonNode item : patch) {
            if (!item.has(mergeKey)) {
                throw StatusException.badRequest("map: %s does not contain declared merge key: %s".formatted(item, mergeKey));
            }
            int at = position(merged, mergeKey, item.get(mergeKey));
            if (item.path(DIRECTIVE).asText().equals("delete")) {
                if (at >= 0) {
                    merged.remove(at);
                }
            } else if (at >= 0) {
                merged.set(at, merge((ObjectNode) merged.get(at), (ObjectNode) item, items));
            } else {
                merged.add(merge(merged.objectNode(), (ObjectNode) item, items));
            }
        }
        return merged;
    }

    private static int position(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            // Ports are numbers on both sides; quantities and names are texts: the text form decides.
            if (list.get(i).path(key).asText().equals(value.asText())) {
                return i;
            }
        }
        return -1;
    }

    private static ArrayNode union(ArrayNode before, ArrayNode patch) {
        ArrayNode merged = before.deepCopy();
        for (JsonNode item : patch) {
            if (merged.valueStream().noneMatch(item::equals)) {
                merged.add(item);
            }
        }
        return merged;
    }

    private static void deletePrimitives(ObjectNode target, String list, JsonNode gone) {
        if (target.get(list) instanceof ArrayNode present) {
            ArrayNode kept = present.arrayNode();
            present.forEach(item -> {
                if (gone.valueStream().noneMatch(item::equals)) {
                    kept.add(item);
                }
            });
            target.set(list, kept);
        }
    }

    private static ArrayNode withoutDirectives(ArrayNode patch) {
        ArrayNode clean = patch.arrayNode();
        patch.forEach(item -> {
            if (!item.has(DIRECTIVE)) {
                clean.add(item);
            }
        });
        return clean;
    }

    private Schema inner(Schema schema, String field) {
        return switch (schema) {
            case Schema.ObjectOf object when object.fields().containsKey(field) -> schemas.resolve(object.fields().get(field));
            case Schema.MapOf map -> schemas.resolve(map.values());
            default -> new Schema.Free("");
        };
    }

    private String mergeKey(Schema schema, String list) {
        return inner(schema, list) instanceof Schema.ListOf found ? found.patchMergeKey() : "";
    }
}
