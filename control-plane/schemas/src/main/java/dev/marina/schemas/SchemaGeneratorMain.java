package dev.marina.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Arguments: the facts of schemas and of the wire form, the files to write for schemas and for the wire form. Run by the build.
public final class SchemaGeneratorMain {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private SchemaGeneratorMain() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        JsonMapper mapper = JsonMapper.builder().build();
        JsonNode facts = mapper.readTree(Files.readAllBytes(Path.of(arguments[0])));
        Map<Class<?>, String> names = new HashMap<>();
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            if (fact.getValue().has("class")) {
                names.put(Class.forName(MODELS + fact.getValue().path("class").asText()), fact.getKey());
            }
        }
        ObjectNode schemas = mapper.createObjectNode();
        DefinitionReader reader = new DefinitionReader(names, mapper.getNodeFactory());
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            schemas.set(fact.getKey(), fact.getValue().has("class")
                    ? reader.read(Class.forName(MODELS + fact.getValue().path("class").asText()), fact.getValue())
                    : fixedForm(fact.getValue(), mapper));
        }
        describe(schemas);
        Path target = Path.of(arguments[2]);
        Files.createDirectories(target.getParent());
        Files.write(target, mapper.writeValueAsBytes(schemas));
        JsonNode always = mapper.readTree(Files.readAllBytes(Path.of(arguments[1])));
        Files.write(Path.of(arguments[3]), mapper.writeValueAsBytes(new WireForms(schemas, always).read()));
    }

    /// The client has no text for fields of another type; such a field is described as its type is.
    private static void describe(ObjectNode schemas) {
        for (JsonNode schema : schemas) {
            for (JsonNode property : schema.path("properties")) {
                String reference = property.path("$ref").asText();
                JsonNode description = schemas.path(reference.substring(reference.lastIndexOf('/') + 1)).path("description");
                if (description.isTextual() && !property.has("description")) {
                    ((ObjectNode) property).set("description", description);
                }
            }
        }
    }

    private static ObjectNode fixedForm(JsonNode fact, JsonMapper mapper) {
        ObjectNode schema = mapper.createObjectNode();
        if (fact.has("description")) {
            schema.set("description", fact.get("description"));
        }
        schema.setAll((ObjectNode) fact.path("form"));
        return schema;
    }
}
