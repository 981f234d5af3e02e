package dev.marina.apiserver.schema;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads a tree that somebody wrote, and where a field stands twice; then the last one counts, as in Go.
public final class SubmittedJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonParser parser;
    private final List<Duplicate> duplicates = new ArrayList<>();

    private SubmittedJson(JsonParser parser) {
        this.parser = parser;
    }

    /// @param path such as `spec.containers[0].image`
    /// @param line where it stands the second time
    public record Duplicate(String path, String name, int line) {}

    public record Tree(JsonNode root, List<Duplicate> duplicates) {}

    /// The whole input; a missing node where it is empty. Throws for what is no JSON, or has something after its end.
    public static Tree read(JsonParser parser) throws IOException {
        SubmittedJson reader = new SubmittedJson(parser);
        if (parser.nextToken() == null) {
            return new Tree(JSON.missingNode(), List.of());
        }
        JsonNode root = reader.value();
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "invalid character after top-level value");
        }
        return new Tree(root, List.copyOf(reader.duplicates));
    }

    private JsonNode value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> JSON.textNode(parser.getText());
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> JSON.numberNode(parser.getIntValue());
                case LONG -> JSON.numberNode(parser.getLongValue());
                default -> JSON.numberNode(parser.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> JSON.numberNode(finite(parser.getDoubleValue()));
            case VALUE_TRUE -> JSON.booleanNode(true);
            case VALUE_FALSE -> JSON.booleanNode(false);
            default -> JSON.nullNode();
        };
    }

    private double finite(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new JsonParseException(parser, "json: cannot unmarshal number %s into Go value of type float64".formatted(parser.getText()));
        }
        return number;
    }

    private ObjectNode object() throws IOException {
        ObjectNode object = JSON.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (object.has(name)) {
                duplicates.add(new Duplicate(path(parser.getParsingContext()), name, parser.currentTokenLocation().getLineNr()));
            }
            parser.nextToken();
            object.set(name, value());
        }
        return object;
    }

    private ArrayNode array() throws IOException {
        ArrayNode array = JSON.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private static String path(JsonStreamContext context) {
        if (context.inRoot()) {
            return "";
        }
        String outer = path(context.getParent());
        if (context.inArray()) {
            return outer + "[" + context.getCurrentIndex() + "]";
        }
        return outer.isEmpty() ? context.getCurrentName() : outer + "." + context.getCurrentName();
    }
}
