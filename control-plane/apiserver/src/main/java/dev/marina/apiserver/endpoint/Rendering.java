package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Objects in the form that the client asked for. Stored bytes pass unread where JSON is wanted.
final class Rendering {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build());

    private final OutputForm form;
    private final ResourceDefinition definition;
    private final Instant now;
    private final String includeObject;

    private Rendering(OutputForm form, ResourceDefinition definition, Instant now, String includeObject) {
        this.form = form;
        this.definition = definition;
        this.now = now;
        this.includeObject = includeObject;
    }

    static Rendering of(ApiRequest request, ResourceDefinition definition, Instant now) {
        return new Rendering(OutputForm.of(request), definition, now, request.query().text("includeObject"));
    }

    ApiResponse.Bytes object(int status, byte[] json) {
        return switch (form) {
            case JSON -> ApiResponse.json(status, json);
            case YAML -> yaml(status, Document.parse(json));
            case TABLE -> ApiResponse.json(status, table(List.of(Document.parse(json)), Document.parse(json).resourceVersion(), "", true));
            case PARTIAL_METADATA -> ApiResponse.json(status, partial(Document.parse(json)));
        };
    }

    /// @param continueToken "" for a complete list
    ApiResponse.Bytes list(List<Stored> items, String version, String continueToken) {
        return switch (form) {
            case JSON -> jsonList(items, version, continueToken);
            case YAML -> yaml(200, Document.parse(joined(jsonList(items, version, continueToken).slices())));
            case TABLE -> ApiResponse.json(200, table(items.stream().map(item -> Document.parse(item.bytes())).toList(), version, continueToken, true));
            case PARTIAL_METADATA -> ApiResponse.json(200, partialList(items, version, continueToken));
        };
    }

    private ApiResponse.Bytes jsonList(List<Stored> items, String version, String continueToken) {
        List<byte[]> slices = new ArrayList<>(items.size() * 2 + 2);
        String more = continueToken.isEmpty() ? "" : ",\"continue\":\"%s\"".formatted(continueToken);
        slices.add("{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":["
                .formatted(definition.names().listKind(), definition.resource().apiVersion(), version, more).getBytes(StandardCharsets.UTF_8));
        byte[] comma = {','};
        boolean first = true;
        for (Stored item : items) {
            if (!first) {
                slices.add(comma);
            }
            first = false;
            slices.add(item.bytes());
        }
        slices.add("]}\n".getBytes(StandardCharsets.UTF_8));
        return new ApiResponse.Bytes(200, "application/json", slices, Map.of());
    }

    /// What stands in a watch event for this object.
    ///
    /// @param first whether the columns of a table are still to be told
    byte[] event(byte[] json, boolean first) {
        return switch (form) {
            case JSON, YAML -> json;
            case TABLE -> table(List.of(Document.parse(json)), Document.parse(json).resourceVersion(), "", first).bytes();
            case PARTIAL_METADATA -> partial(Document.parse(json)).bytes();
        };
    }

    /// A bookmark has the form of the events around it.
    byte[] bookmark(String version, boolean initialEventsEnd) {
        Document object = Document.object(definition.resource().apiVersion(), definition.names().kind()).with(version, "metadata", "resourceVersion");
        if (initialEventsEnd) {
            object = object.with("true", "metadata", "annotations", "k8s.io/initial-events-end");
        }
        return switch (form) {
            case JSON, YAML -> object.bytes();
            case PARTIAL_METADATA -> partial(object).bytes();
            case TABLE -> {
                Document table = table(List.of(), version, "", false);
                Document row = object;
                yield table.edited(node -> node.withArray("rows").addObject().set("object", partial(row).root())).bytes();
            }
        };
    }

    private Document table(List<Document> objects, String version, String continueToken, boolean withColumns) {
        ObjectNode table = Document.mapper().createObjectNode();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        ObjectNode metadata = table.putObject("metadata").put("resourceVersion", version);
        if (!continueToken.isEmpty()) {
            metadata.put("continue", continueToken);
        }
        ArrayNode columns = table.putArray("columnDefinitions");
        if (withColumns) {
            for (ResourceDefinition.Column column : definition.columns()) {
                columns.addObject().put("name", column.name()).put("type", column.type()).put("format", column.format())
                        .put("description", column.description()).put("priority", column.priority());
            }
        } else {
            table.putNull("columnDefinitions");
        }
        ArrayNode rows = table.putArray("rows");
        for (Document object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            for (ResourceDefinition.Column column : definition.columns()) {
                cells.addPOJO(column.value().of(object, now));
            }
            switch (includeObject) {
                case "Object" -> row.set("object", object.root());
                case "None" -> { }
                default -> row.set("object", partial(object).root());
            }
        }
        return Document.of(table);
    }

    private static Document partial(Document object) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        node.set("metadata", object.at("metadata"));
        return Document.of(node);
    }

    private static Document partialList(List<Stored> items, String version, String continueToken) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
        ObjectNode metadata = node.putObject("metadata").put("resourceVersion", version);
        if (!continueToken.isEmpty()) {
            metadata.put("continue", continueToken);
        }
        ArrayNode array = node.putArray("items");
        items.forEach(item -> array.add(partial(Document.parse(item.bytes())).root()));
        return Document.of(node);
    }

    private static ApiResponse.Bytes yaml(int status, Document document) {
        try {
            return new ApiResponse.Bytes(status, "application/yaml", List.of(YAML.writeValueAsBytes(document.root())), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document could not be written as YAML", e);
        }
    }

    private static byte[] joined(List<byte[]> slices) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        slices.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
