package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `/openapi/v2` while it is put together: one document with everything in it, some megabytes. What a cluster adds to it stands
/// beside what all clusters have; nobody copies the common part.
///
/// @param paths what stands before the end of `paths`, in pieces
/// @param definitions what stands between that and the end of `definitions`
/// @param documents the pieces as JSON documents of their own
record SwaggerDocument(List<byte[]> paths, List<byte[]> definitions, List<byte[]> documents) {

    static SwaggerDocument of(ObjectNode root) {
        ObjectNode head = root.deepCopy();
        JsonNode paths = head.remove("paths");
        JsonNode definitions = head.remove("definitions");
        String start = head.toString();
        return new SwaggerDocument(List.of(bytes(start.substring(0, start.length() - 1) + ",\"paths\":{" + inner(paths))),
                List.of(bytes("},\"definitions\":{" + inner(definitions))), List.of(bytes(root.toString())));
    }

    /// This and more paths and definitions, of other names.
    SwaggerDocument with(ObjectNode more) {
        return new SwaggerDocument(continued(paths, more.path("paths")), continued(definitions, more.path("definitions")),
                added(documents, bytes(more.toString())));
    }

    /// With a comma between what is there and what comes after it; a definition that is not established yet brings nothing.
    private static List<byte[]> continued(List<byte[]> pieces, JsonNode more) {
        return more.isEmpty() ? pieces : added(pieces, bytes("," + inner(more)));
    }

    private static List<byte[]> added(List<byte[]> pieces, byte[] last) {
        List<byte[]> all = new ArrayList<>(pieces);
        all.add(last);
        return List.copyOf(all);
    }

    /// Without its braces.
    private static String inner(JsonNode object) {
        String text = object.toString();
        return text.substring(1, text.length() - 1);
    }

    /// Swagger 2 names the same schemas under another path.
    private static byte[] bytes(String text) {
        return text.replace(Operation.REFERENCE, "#/definitions/").getBytes(StandardCharsets.UTF_8);
    }

    OpenApiDocument document() {
        List<byte[]> json = new ArrayList<>(paths);
        json.addAll(definitions);
        json.add(bytes("}}"));
        // Messages one after another are one message with the entries of all.
        return new OpenApiDocument(List.copyOf(json), () -> documents.stream().map(piece -> ProtobufForms.version2(Document.parse(piece).root())).toList());
    }
}
