package dev.marina.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The schemas that the build generated and those of Marina's own types and of the metrics API, read once.
public final class BuiltinSchemas {

    private static final String[] RESOURCES = {"/dev/marina/schemas/definitions.json", "/dev/marina/apiserver/schema/marina.json",
            "/dev/marina/apiserver/schema/metrics.json"};
    private static final ObjectNode OPENAPI;
    private static final Schemas SCHEMAS;

    static {
        ObjectNode all = read();
        SCHEMAS = new Schemas(parse(all));
        all.forEach(schema -> schema.path("properties")
                .forEach(property -> ((ObjectNode) property).remove(List.of(OpenApiReader.PRESENCE, OpenApiReader.DEFAULT))));
        OPENAPI = all;
    }

    private BuiltinSchemas() {}

    public static Schemas load() {
        return SCHEMAS;
    }

    /// The same as OpenAPI v3 component schemas, by definition name; to be read only.
    public static ObjectNode openapi() {
        return OPENAPI;
    }

    private static ObjectNode read() {
        ObjectNode all = Document.mapper().createObjectNode();
        for (String resource : RESOURCES) {
            try (InputStream in = BuiltinSchemas.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("resource %s is not on the class path".formatted(resource));
                }
                all.setAll((ObjectNode) Document.mapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("resource %s cannot be read".formatted(resource), e);
            }
        }
        return all;
    }

    private static Map<String, Schema> parse(ObjectNode all) {
        Map<String, Schema> schemas = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            schemas.put(entry.getKey(), OpenApiReader.read(entry.getKey(), entry.getValue()));
        }
        return schemas;
    }
}
