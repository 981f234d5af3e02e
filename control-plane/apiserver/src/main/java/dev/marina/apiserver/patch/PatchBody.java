package dev.marina.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.io.IOException;

/// Reads patch bodies; what is wrong becomes a BadRequest status.
final class PatchBody {

    private PatchBody() {}

    static JsonNode object(byte[] patch) {
        JsonNode node = read(patch);
        if (!node.isObject()) {
            throw StatusException.badRequest("the patch is %s; it must be a JSON object".formatted(kind(node)));
        }
        return node;
    }

    static JsonNode array(byte[] patch) {
        JsonNode node = read(patch);
        if (!node.isArray()) {
            throw StatusException.badRequest("the patch is %s; it must be a JSON array of operations".formatted(kind(node)));
        }
        return node;
    }

    private static JsonNode read(byte[] patch) {
        try {
            return Document.mapper().readTree(patch);
        } catch (IOException e) {
            throw StatusException.badRequest("the patch is not valid JSON: " + e.getMessage());
        }
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "empty" : "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
