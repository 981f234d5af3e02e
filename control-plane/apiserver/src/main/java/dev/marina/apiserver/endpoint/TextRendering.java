package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.status.StatusMapper;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Objects as JSON or YAML, whole or in part. Stored bytes pass unread where JSON of the stored type is wanted.
final class TextRendering implements Rendering {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build());
    private static final String YAML_TYPE = "application/yaml";

    private final Shape shape;
    private final Key key;
    private final SharedForms shared;
    private final TableForm tables;

    TextRendering(Shape shape, SharedForms shared, Instant now) {
        this.shape = shape;
        this.key = shape.key();
        this.shared = shared;
        this.tables = new TableForm(shape.form().metaVersion(), shape.definition().columns(), now);
    }

    @Override
    public ApiResponse.Bytes object(Stored stored) {
        return object(200, stored.bytes());
    }

    @Override
    public ApiResponse.Bytes object(int status, byte[] stored) {
        return switch (shape.form()) {
            case YAML -> yaml(status, shown(Document.parse(stored)));
            case JSON, TABLE, TABLE_V1BETA1, PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1 -> ApiResponse.json(status, one(stored, true));
            case PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1 -> throw noText();
        };
    }

    private static IllegalStateException noText() {
        return new IllegalStateException("protobuf is no text");
    }

    private Document shown(Document stored) {
        return ShownObjects.document(shape.definition(), stored);
    }

    /// @param withColumns whether the columns of a table are told
    private byte[] one(byte[] stored, boolean withColumns) {
        return switch (shape.form()) {
            case JSON, YAML -> shape.asStored() ? stored : shown(Document.parse(stored)).bytes();
            case TABLE, TABLE_V1BETA1 -> {
                Document document = Document.parse(stored);
                yield tables.write(List.of(row(document)), document.resourceVersion(), Continuation.NONE, withColumns);
            }
            case PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1 -> partial(Document.parse(stored)).bytes();
            case PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1 -> throw noText();
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
        return shared.of(stored, key, make);
    }

    @Override
    public ApiResponse.Bytes list(List<Stored> items, String version, Continuation rest) {
        return switch (shape.form()) {
            case JSON -> jsonList(items, version, rest);
            case YAML -> yamlList(items, version, rest);
            case TABLE, TABLE_V1BETA1 ->
                ApiResponse.json(200, tables.write(items.stream().map(item -> made(item, () -> row(Document.parse(item.bytes())))).toList(),
                        version, rest, true));
            case PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1 -> {
                List<byte[]> all = items.stream().map(item -> made(item, () -> new Line(partial(Document.parse(item.bytes())).bytes())).bytes()).toList();
                yield new JsonList("PartialObjectMetadataList", shape.form().metaVersion(), all, 0, version, rest).answer();
            }
            case PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1 -> throw noText();
        };
    }

    private ApiResponse.Bytes jsonList(List<Stored> items, String version, Continuation rest) {
        boolean asStored = shape.asStored();
        Lead lead = Lead.of(shape.definition());
        List<byte[]> all = items.stream()
                .map(item -> asStored ? lead.of(item.bytes()) : made(item, () -> new Line(lead.of(one(item.bytes(), true)))).bytes()).toList();
        return new JsonList(shape.definition().names().listKind(), shape.definition().resource().apiVersion(), all, lead.length(), version, rest).answer();
    }

    @Override
    public String watchType() {
        return "application/json";
    }

    /// Tables tell their columns in the first line only.
    @Override
    public byte[] state(Stored stored, boolean first) {
        return line("ADDED", one(stored.bytes(), first));
    }

    @Override
    public byte[] change(String type, StoreEvent change, Stored object, boolean first) {
        LineKey told = new LineKey(key, type);
        if (shape.form().table()) {
            TableForm.Row row = shared.of(change, told, () -> row(Document.parse(Encoding.atVersion(object, change.version()))));
            return line(type, tables.write(List.of(row), change.version().toString(), Continuation.NONE, first));
        }
        return shared.of(change, told, () -> new Line(line(type, one(Encoding.atVersion(object, change.version()), false)))).bytes();
    }

    private static byte[] line(String type, byte[] object) {
        byte[] before = "{\"type\":\"".concat(type).concat("\",\"object\":").getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[before.length + object.length + 2];
        System.arraycopy(before, 0, line, 0, before.length);
        System.arraycopy(object, 0, line, before.length, object.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    @Override
    public byte[] bookmark(String version, boolean initialEventsEnd) {
        Document object = shape.bookmark(version, initialEventsEnd);
        return line("BOOKMARK", switch (shape.form()) {
            case JSON, YAML -> object.bytes();
            case PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1 -> partial(object).bytes();
            case TABLE, TABLE_V1BETA1 -> tables.write(List.of(new TableForm.Row(List.of(), partial(object).toString())), version, Continuation.NONE, false);
            case PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1 -> throw noText();
        });
    }

    @Override
    public byte[] error(StatusException reason) {
        return line("ERROR", StatusMapper.document(reason).bytes());
    }

    private Document partial(Document object) {
        ObjectNode node = Document.mapper().createObjectNode();
        node.put("kind", "PartialObjectMetadata").put("apiVersion", shape.form().metaVersion());
        node.set("metadata", object.at("metadata"));
        return Document.of(node);
    }

    private static ApiResponse.Bytes yaml(int status, Document document) {
        return new ApiResponse.Bytes(status, YAML_TYPE, List.of(text(document.root()).getBytes(StandardCharsets.UTF_8)), Map.of());
    }

    private static String text(JsonNode node) {
        try {
            return YAML.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document could not be written as YAML", e);
        }
    }

    /// One item after the other: as documents all of them together take many times what is written of them.
    private ApiResponse.Bytes yamlList(List<Stored> items, String version, Continuation rest) {
        ApiResponse.Bytes none = yaml(200, emptyList(version, rest));
        if (items.isEmpty()) {
            return none;
        }
        List<byte[]> slices = new ArrayList<>(items.size() + 1);
        String head = new String(none.slices().getFirst(), StandardCharsets.UTF_8);
        slices.add(head.replaceFirst("items: \\[\\]\n$", "items:\n").getBytes(StandardCharsets.UTF_8));
        boolean bare = Lead.leftOut(shape.definition());
        for (Stored item : items) {
            Document whole = shown(Document.parse(item.bytes()));
            slices.add(text(Document.mapper().createArrayNode().add((bare ? Lead.bare(whole) : whole).root())).getBytes(StandardCharsets.UTF_8));
        }
        return new ApiResponse.Bytes(200, YAML_TYPE, slices, Map.of());
    }

    private Document emptyList(String version, Continuation rest) {
        return jsonList(List.of(), version, rest).document();
    }
}
