package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;

/// JSON merge patch, RFC 7386.
public final class MergePatch {

    private MergePatch() {}

    /// Throws a BadRequest status for bytes that are no JSON object.
    public static Document apply(Document document, byte[] patch) {
        JsonNode changes = PatchBody.object(patch);
        return document.edited(root -> merge(root, (ObjectNode) changes));
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(change -> {
            String field = change.getKey();
            switch (change.getValue()) {
                case ObjectNode nested -> merge(target.get(field) instanceof ObjectNode present ? present : target.putObject(field), nested);
                case JsonNode value when value.isNull() -> target.remove(field);
                case JsonNode value -> target.set(field, value);
            }
        });
    }
}
