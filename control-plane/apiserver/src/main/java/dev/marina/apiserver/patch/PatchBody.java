package dev.marina.apiserver.patch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.schema.SubmittedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads patch bodies; what is wrong becomes a BadRequest status.
public final class PatchBody {

    private static final Set<String> OPERATION_FIELDS = Set.of("op", "path", "from", "value");

    private PatchBody() {}

    /// What a strict reader objects to: fields that stand twice, and unknown ones in a JSON patch, in upstream's words.
    public static List<String> problems(byte[] patch, boolean jsonPatch) {
        SubmittedJson.Tree tree = tree(patch);
        List<String> problems = new ArrayList<>();
        if (jsonPatch) {
            for (int i = 0; i < tree.root().size(); i++) {
                String place = "[" + i + "].";
                tree.root().get(i).fieldNames().forEachRemaining(field -> {
                    if (!OPERATION_FIELDS.contains(field)) {
                        problems.add("json patch unknown field \"%s\"".formatted(place + field));
                    }
                });
            }
        }
        tree.duplicates().forEach(field -> problems.add("%sduplicate field \"%s\"".formatted(jsonPatch ? "json patch " : "", field.path())));
        return List.copyOf(problems);
    }

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
        return tree(patch).root();
    }

    private static SubmittedJson.Tree tree(byte[] patch) {
        try (JsonParser parser = Document.mapper().getFactory().createParser(patch)) {
            return SubmittedJson.read(parser);
        } catch (IOException e) {
            throw StatusException.badRequest("the patch is not valid JSON: " + e.getMessage());
        }
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "empty" : "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
