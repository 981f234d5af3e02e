package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.protobuf.ProtobufBody;
import java.io.IOException;

/// Request bodies as documents: JSON, YAML or protobuf.
public final class BodyReader {

    private static final YAMLMapper YAML = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private BodyReader() {}

    public static Document require(ApiRequest request) {
        return switch (request.body()) {
            case Body.Parsed parsed -> parsed.document();
            case Body.Bytes bytes -> parse(bytes);
        };
    }

    /// An empty document where there is no body.
    public static Document orEmpty(ApiRequest request) {
        return request.body().isEmpty() ? Document.empty() : require(request);
    }

    private static Document parse(Body.Bytes body) {
        String type = body.contentType().split(";")[0].strip();
        return switch (type) {
            case "", "application/json", "*/*", "text/plain" -> Document.parse(body.content());
            case "application/yaml", "text/yaml", "application/x-yaml" -> yaml(body.content());
            case ProtobufBody.MEDIA_TYPE -> ProtobufBody.read(body.content());
            default -> throw new StatusException(415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf", StatusException.Details.NONE);
        };
    }

    static Document yaml(byte[] content) {
        try {
            JsonNode node = YAML.readTree(content);
            if (node instanceof ObjectNode object) {
                return Document.of(object);
            }
            throw StatusException.badRequest("the YAML document is not an object");
        } catch (IOException e) {
            throw StatusException.badRequest("the YAML document cannot be read: " + e.getMessage());
        }
    }

    public static byte[] bytes(ApiRequest request) {
        return switch (request.body()) {
            case Body.Parsed parsed -> parsed.document().bytes();
            case Body.Bytes bytes -> bytes.content();
        };
    }
}
