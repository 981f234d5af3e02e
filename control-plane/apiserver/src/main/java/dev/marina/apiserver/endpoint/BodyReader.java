package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.schema.Submission;
import dev.marina.apiserver.schema.SubmittedJson;
import java.io.IOException;
import java.util.List;

/// Request bodies as documents: JSON, YAML or protobuf.
public final class BodyReader {

    /// The content type of an apply.
    public static final String APPLY = "application/apply-patch+yaml";
    private static final JsonFactory JSON = Document.mapper().getFactory();
    private static final YAMLFactory YAML = new YAMLFactory();

    private BodyReader() {}

    public static Document require(ApiRequest request) {
        return submission(request).document();
    }

    /// An empty document where there is no body.
    public static Document orEmpty(ApiRequest request) {
        return request.body().isEmpty() ? Document.empty() : require(request);
    }

    static Submission submission(ApiRequest request) {
        return switch (request.body()) {
            case Body.Parsed parsed -> Submission.clean(parsed.document());
            case Body.Bytes bytes -> parse(bytes);
        };
    }

    /// What is applied.
    ///
    /// @param duplicates of fields that stand twice, one line each
    record Configuration(Document document, List<String> duplicates) {}

    static Configuration configuration(ApiRequest request) {
        return configuration(bytes(request));
    }

    /// A body as it came, whatever its form.
    public static ObjectNode tree(Body.Bytes body) {
        return (body.contentType().startsWith(APPLY) ? configuration(body.content()).document() : parse(body).document()).root();
    }

    private static Configuration configuration(byte[] content) {
        SubmittedJson.Tree tree;
        try {
            tree = applied(content);
        } catch (JsonProcessingException e) {
            throw StatusException.badRequest("error decoding patch: error converting YAML to JSON: yaml: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getMessage());
        }
        return new Configuration(object(tree), tree.duplicates().stream()
                .map(field -> "line %d: key \"%s\" already set in map".formatted(field.line(), field.name())).toList());
    }

    /// JSON is YAML, but not to the parser here, which takes no tab between its tokens; Go's does. What begins as JSON and is none is told in
    /// the words of the reader of YAML.
    private static SubmittedJson.Tree applied(byte[] content) throws IOException {
        boolean braces = beginsWithBrace(content);
        if (braces) {
            try (JsonParser parser = JSON.createParser(content)) {
                return SubmittedJson.read(parser);
            } catch (JsonProcessingException _) {
                // it may be a mapping of YAML in braces
            }
        }
        try (JsonParser parser = YAML.createParser(braces ? withoutTabs(content) : content)) {
            return SubmittedJson.read(parser);
        }
    }

    /// Inside of braces lines may begin with tabs, as go-yaml takes them and this parser does not.
    private static byte[] withoutTabs(byte[] content) {
        byte[] plain = content.clone();
        boolean indent = true;
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] == '\n') {
                indent = true;
            } else if (indent && plain[i] == '\t') {
                plain[i] = ' ';
            } else if (plain[i] != ' ' && plain[i] != '\r') {
                indent = false;
            }
        }
        return plain;
    }

    private static boolean beginsWithBrace(byte[] content) {
        int at = 0;
        while (at < content.length && Character.isWhitespace(content[at])) {
            at++;
        }
        return at < content.length && content[at] == '{';
    }

    private static Submission parse(Body.Bytes body) {
        String type = body.contentType().split(";")[0].strip();
        return switch (type) {
            case "", "application/json", "*/*", "text/plain" -> {
                SubmittedJson.Tree tree = read(JSON, body.content());
                yield new Submission.Json(object(tree), tree.duplicates());
            }
            case "application/yaml", "text/yaml", "application/x-yaml" -> {
                SubmittedJson.Tree tree = read(YAML, body.content());
                yield new Submission.Yaml(object(tree), tree.duplicates());
            }
            case ProtobufBody.MEDIA_TYPE -> Submission.clean(ProtobufBody.read(body.content()));
            default -> throw new StatusException(415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
                    StatusException.Details.NONE);
        };
    }

    private static SubmittedJson.Tree read(JsonFactory format, byte[] content) {
        try (JsonParser parser = format.createParser(content)) {
            return SubmittedJson.read(parser);
        } catch (JsonProcessingException e) {
            throw unreadable(e.getOriginalMessage());
        } catch (IOException e) {
            throw unreadable(e.getMessage());
        }
    }

    private static Document object(SubmittedJson.Tree tree) {
        if (tree.root() instanceof ObjectNode object) {
            return Document.of(object);
        }
        throw unreadable("the document is %s; it must be an object".formatted(tree.root().isMissingNode()
                ? "empty"
                : "a JSON " + tree.root().getNodeType()
                        .name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static StatusException unreadable(String why) {
        return StatusException.badRequest("the object provided is unrecognized (must be of type JSON or YAML): " + why);
    }

    public static byte[] bytes(ApiRequest request) {
        return switch (request.body()) {
            case Body.Parsed parsed -> parsed.document().bytes();
            case Body.Bytes bytes -> bytes.content();
        };
    }
}
