package dev.marina.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/// A body of type `application/vnd.kubernetes.protobuf`: four magic bytes, then an envelope with the kind and the object.
public final class ProtobufBody {

    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final String ENVELOPE = "k8s.io.apimachinery.pkg.runtime.Unknown";

    private ProtobufBody() {}

    /// Throws a BadRequest status for bytes that are no object of a known kind.
    public static Document read(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw StatusException.badRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            MessageReader reader = new MessageReader();
            JsonNode envelope = reader.message(ENVELOPE, ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length));
            GroupVersionKind kind = GroupVersionKind.of(envelope.path("typeMeta").path("apiVersion").asText(), envelope.path("typeMeta").path("kind").asText());
            byte[] raw = Base64.getDecoder().decode(envelope.path("raw").asText(""));
            if (envelope.path("contentType").asText().equals("application/json")) {
                return Document.parse(raw);
            }
            return document(kind, (ObjectNode) reader.message(message(kind), ByteBuffer.wrap(raw)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw StatusException.badRequest("the protobuf message cannot be read: " + e.getMessage());
        }
    }

    private static String message(GroupVersionKind kind) {
        return WireForms.messageOf(kind).orElseThrow(() -> StatusException.badRequest(
                "no kind \"%s\" is registered for version \"%s\" in protobuf; send JSON".formatted(kind.kind(), kind.apiVersion())));
    }

    private static Document document(GroupVersionKind kind, ObjectNode fields) {
        ObjectNode root = fields.objectNode();
        root.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        root.setAll(fields);
        return Document.of(root);
    }
}
