package dev.marina.apiserver.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.http.Body;
import java.io.IOException;
import java.util.Optional;

/// Bodies as trees, where they are something that a record can have.
final class BodyTrees {

    private BodyTrees() {}

    /// The bytes of a body, if it has any.
    static Optional<Body.Bytes> of(Body body) {
        return switch (body) {
            case Body.Bytes bytes when bytes.content().length > 0 -> Optional.of(bytes);
            case Body.Bytes _ -> Optional.empty();
            case Body.Parsed parsed -> Optional.of(new Body.Bytes(parsed.document().bytes(), "application/json"));
        };
    }

    static Optional<JsonNode> tree(Body.Bytes body) {
        if (body.contentType().contains("json-patch") || body.contentType().contains("merge-patch")) {
            return json(body.content());
        }
        try {
            return Optional.of(BodyReader.tree(body));
        } catch (StatusException _) {
            return Optional.empty();
        }
    }

    static Optional<JsonNode> json(byte[] content) {
        try {
            return Optional.of(Document.mapper().readTree(content));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
