package dev.marina.labs.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.apiserver.structural.Pruning;
import dev.marina.apiserver.structural.Structural;
import dev.marina.apiserver.structural.StructuralReader;
import dev.marina.apiserver.structural.ValueCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A published schema, such as that of `lab.yaml`, and what is wrong with a file by it.
final class LabSchema {

    static final String LAB = "lab.schema.json";
    private static final String DEFINITIONS = "#/$defs/";

    private final Structural schema;
    private final String what;

    private LabSchema(Structural schema, String what) {
        this.schema = schema;
        this.what = what;
    }

    /// @param name of the schema beside the labs
    /// @param what it is the schema of
    static LabSchema published(String name, String what) {
        try (InputStream in = LabSchema.class.getResourceAsStream(name)) {
            JsonNode root = new ObjectMapper().readTree(in);
            return new LabSchema(StructuralReader.read(resolved(root, root.path("$defs"))), what);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Such as `a lab`.
    String what() {
        return what;
    }

    /// Definitions are put where they are named. That no other fields are allowed is left out: such fields are told one by one.
    private static JsonNode resolved(JsonNode node, JsonNode definitions) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = array.arrayNode();
            array.forEach(item -> copy.add(resolved(item, definitions)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = object.objectNode();
        if (object.path("$ref").asText().startsWith(DEFINITIONS)) {
            copy.setAll((ObjectNode) resolved(definitions.path(object.path("$ref").asText().substring(DEFINITIONS.length())), definitions));
        }
        object.properties().forEach(field -> {
            boolean closed = field.getKey().equals("additionalProperties") && field.getValue().isBoolean();
            if (!closed && !field.getKey().startsWith("$")) {
                copy.set(field.getKey(), resolved(field.getValue(), definitions));
            }
        });
        return copy;
    }

    List<FieldError> check(JsonNode lab) {
        List<FieldError> errors = new ArrayList<>();
        Pruning.unknown(lab, schema)
                .forEach(field -> errors.add(new FieldError("FieldValueForbidden", field, "Forbidden: %s has no such field".formatted(what))));
        errors.addAll(ValueCheck.check(lab, schema, ""));
        return errors;
    }
}
