package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Objects in the form that the client asked for. Stored bytes pass unread where JSON of the stored type is wanted; every other
/// form is made once for each version of an object.
final class Rendering {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build());
    private static final byte[] COMMA = {','};

    private final Shape shape;
    private final SharedForms shared;
    private final TableForm tables;

    /// All that decides about the bytes; the key under which they are shared.
    private record Shape(OutputForm form, ResourceDefinition definition, String includeObject) {
        @Override
        public int hashCode() {
            return form.hashCode() * 31 + includeObject.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Shape same && form == same.form && definition == same.definition && includeObject.equals(same.includeObject);
        }
    }

    private record Text(String json) implements SharedForms.Sized {
        @Override
        public long size() {
            return json.length();
        }
    }

    private record Line(byte[] bytes) implements SharedForms.Sized {
        @Override
        public long size() {
            return bytes.length;
        }
    }

    private record LineKey(Shape shape, String type) {}

    private Rendering(Shape shape, SharedForms shared, Instant now) {
        this.shape = shape;
        this.shared = shared;
        this.tables = new TableForm(shape.definition().columns(), now);
    }

    static Rendering of(ApiRequest request, ResourceDefinition definition, SharedForms shared, Instant now) {
        return new Rendering(new Shape(OutputForm.of(request), definition, request.query().text("includeObject")), shared, now);
    }

    ApiResponse.Bytes object(int status, byte[] stored) {
        return switch (shape.form()) {
            case YAML -> yaml(status, shown(Document.parse(stored)));
            case JSON, TABLE, PARTIAL_METADATA -> ApiResponse.json(status, one(stored, true));
        };
    }

    private Document shown(Document stored) {
        return shape.definition().fromStored(stored);
    }

    /// @param withColumns whether the columns of a table are told
    private byte[] one(byte[] stored, boolean withColumns) {
        return switch (shape.form()) {
            case JSON, YAML -> shape.definition().storage().isEmpty() ? stored : shown(Document.parse(stored)).bytes();
            case TABLE -> {
                Document document = Document.parse(stored);
                yield tables.write(List.of(row(document)), document.resourceVersion(), Continuation.NONE, withColumns);
            }
            case PARTIAL_METADATA -> partial(Document.parse(stored)).bytes();
        };
    }

    private TableForm.Row row(Document stored) {
        return tables.row(stored, switch (shape.includeObject()) {
            case "Object" -> shown(stored).toString();
            case "None" -> "";
            default -> partial(stored).toString();
        });
    }

    private <T extends SharedForms.Sized> T made(Stored stored, Supplier<T> make) {
        return shared.of(stored, shape, make);
    }

    ApiResponse.Bytes list(List<Stored> items, String version, Continuation rest) {
        return switch (shape.form()) {
            case JSON -> jsonList(items, version, rest);
            case YAML -> yaml(200, Document.parse(joined(jsonList(items, version, rest).slices())));
            case TABLE -> ApiResponse.json(200, tables.write(items.stream().map(item -> made(item, () -> row(Document.parse(item.bytes())))).toList(),
                    version, rest, true));
            case PARTIAL_METADATA -> list("PartialObjectMetadataList", "meta.k8s.io/v1", items.stream()
                    .map(item -> made(item, () -> new Text(partial(Document.parse(item.bytes())).toString())).json().getBytes(StandardCharsets.UTF_8)).toList(),
                    version, rest);
        };
    }

    private ApiResponse.Bytes jsonList(List<Stored> items, String version, Continuation rest) {
        boolean asStored = shape.definition().storage().isEmpty();
        List<byte[]> objects = items.stream().map(item -> asStored ? item.bytes() : made(item, () -> new Line(one(item.bytes(), true))).bytes()).toList();
        return list(shape.definition().names().listKind(), shape.definition().resource().apiVersion(), objects, version, rest);
    }

    private static ApiResponse.Bytes list(String kind, String apiVersion, List<byte[]> objects, String version, Continuation rest) {
        List<byte[]> slices = new ArrayList<>(objects.size() * 2 + 2);
        slices.add("{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":["
                .formatted(kind, apiVersion, version, rest.json()).getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (byte[] object : objects) {
            if (!first) {
                slices.add(COMMA);
            }
            first = false;
            slices.add(object);
        }
        slices.add("]}\n".getBytes(StandardCharsets.UTF_8));
        return new ApiResponse.Bytes(200, "application/json", slices, Map.of());
    }

    /// The line of a watch for an object that is already there. Tables tell their columns in the first line only.
    byte[] line(String type, byte[] stored, boolean first) {
        return line(type, one(stored, first));
    }

    /// The same for a change, made once for all who watch it in this form.
    ///
    /// @param change what the line is about, told by identity
    /// @param stored the object of the change, at its version
    byte[] line(String type, StoreEvent change, Supplier<byte[]> stored, boolean first) {
        LineKey key = new LineKey(shape, type);
        if (shape.form() == OutputForm.TABLE) {
            TableForm.Row row = shared.of(change, key, () -> row(Document.parse(stored.get())));
            return line(type, tables.write(List.of(row), change.version().toString(), Continuation.NONE, first));
        }
        return shared.of(change, key, () -> new Line(line(type, one(stored.get(), false)))).bytes();
    }

    static byte[] line(String type, byte[] object) {
        byte[] before = "{\"type\":\"".concat(type).concat("\",\"object\":").getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[before.length + object.length + 2];
        System.arraycopy(before, 0, line, 0, before.length);
        System.arraycopy(object, 0, line, before.length, object.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    /// A bookmark has the form of the events around it.
    byte[] bookmark(String version, boolean initialEventsEnd) {
        Document object = Document.object(shape.definition().resource().apiVersion(), shape.definition().names().kind()).with(version, "metadata",
                "resourceVersion");
        if (initialEventsEnd) {
            object = object.with("true", "metadata", "annotations", "k8s.io/initial-events-end");
        }
        return line("BOOKMARK", switch (shape.form()) {
            case JSON, YAML -> object.bytes();
            case PARTIAL_METADATA -> partial(object).bytes();
            case TABLE -> tables.write(List.of(new TableForm.Row(List.of(), partial(object).toString())), version, Continuation.NONE, false);
        });
    }

    private static Document partial(Document object) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        node.set("metadata", object.at("metadata"));
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
