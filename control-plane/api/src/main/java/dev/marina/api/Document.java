package dev.marina.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// An immutable JSON object of the Kubernetes API with typed access to its metadata. Unknown fields survive.
/// Changes make a copy: [#with], [#without], [#edited]. Nodes handed out must not be changed.
public final class Document {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    static {
        MAPPER.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1000).build());
    }
    private static final ObjectReader READER = MAPPER.reader();

    /// Null where it was not made of JSON that is read late.
    private final byte[] written;
    /// Null until somebody looks into what was written.
    private volatile ObjectNode root;

    private Document(ObjectNode root) {
        this.root = root;
        this.written = null;
    }

    private Document(byte[] written) {
        this.written = written;
    }

    /// Of JSON that this process wrote itself, which is one object and is not changed any more: read when somebody looks into it.
    public static Document written(byte[] json) {
        return new Document(json);
    }

    /// Takes ownership of `root`: the caller must not change it afterwards.
    public static Document of(ObjectNode root) {
        return new Document(root);
    }

    public static Document empty() {
        return new Document(MAPPER.createObjectNode());
    }

    public static Document object(String apiVersion, String kind) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("apiVersion", apiVersion);
        node.put("kind", kind);
        return new Document(node);
    }

    /// Reads one JSON object; of a field that stands twice the last one counts. Throws [MalformedDocument] with the place and the reason.
    public static Document parse(byte[] json) {
        try {
            JsonNode node = READER.readTree(json);
            if (node instanceof ObjectNode object) {
                return new Document(object);
            }
            throw new MalformedDocument("the document is %s; it must be a JSON object".formatted(
                    node == null || node.isMissingNode() ? "empty" : "a JSON " + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT)), null);
        } catch (JsonProcessingException e) {
            throw new MalformedDocument(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new MalformedDocument(e.getMessage(), e);
        }
    }

    /// Thrown for bytes that are not a JSON object.
    public static final class MalformedDocument extends RuntimeException {
        MalformedDocument(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public static JsonMapper mapper() {
        return MAPPER;
    }

    public byte[] bytes() {
        try {
            return written != null ? written : MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    /// The tree itself, to be read only.
    public ObjectNode root() {
        ObjectNode known = root;
        if (known == null) {
            // Two threads may both read it, and find the same.
            known = parse(written).root;
            root = known;
        }
        return known;
    }

    /// The node at a path of field names; a missing node where there is none.
    public JsonNode at(String... path) {
        JsonNode node = root();
        for (String field : path) {
            node = node.path(field);
        }
        return node;
    }

    /// The text at a path, or "".
    public String text(String... path) {
        return at(path).asText("");
    }

    public boolean has(String... path) {
        JsonNode node = at(path);
        return !node.isMissingNode() && !node.isNull();
    }

    /// Whether the status says of the condition that it is `True`.
    public boolean holds(String condition) {
        return at("status", "conditions").valueStream()
                .anyMatch(each -> each.path("type").asText().equals(condition) && each.path("status").asText().equals("True"));
    }

    /// A copy with `value` at `path`; objects on the way are made. Everything beside the path is shared.
    public Document with(JsonNode value, String... path) {
        ObjectNode copy = shallow(root());
        ObjectNode parent = copy;
        for (int i = 0; i < path.length - 1; i++) {
            ObjectNode child = parent.get(path[i]) instanceof ObjectNode present ? shallow(present) : MAPPER.createObjectNode();
            parent.set(path[i], child);
            parent = child;
        }
        parent.set(path[path.length - 1], value);
        return new Document(copy);
    }

    private static ObjectNode shallow(ObjectNode node) {
        return MAPPER.createObjectNode().setAll(node);
    }

    public Document with(String value, String... path) {
        return with(MAPPER.getNodeFactory().textNode(value), path);
    }

    public Document with(long value, String... path) {
        // The parser makes int nodes of small numbers, and documents are compared node by node.
        boolean small = value == (int) value;
        return with(small ? MAPPER.getNodeFactory().numberNode((int) value) : MAPPER.getNodeFactory().numberNode(value), path);
    }

    public Document without(String... path) {
        if (!has(path)) {
            return this;
        }
        ObjectNode copy = shallow(root());
        ObjectNode parent = copy;
        for (int i = 0; i < path.length - 1; i++) {
            ObjectNode child = shallow((ObjectNode) parent.get(path[i]));
            parent.set(path[i], child);
            parent = child;
        }
        parent.remove(path[path.length - 1]);
        return new Document(copy);
    }

    /// A copy changed by `change`; the only place where a tree is mutable.
    public Document edited(Consumer<ObjectNode> change) {
        ObjectNode copy = root().deepCopy();
        change.accept(copy);
        return new Document(copy);
    }

    public String apiVersion() {
        return text("apiVersion");
    }

    public String kind() {
        return text("kind");
    }

    public GroupVersionKind groupVersionKind() {
        return GroupVersionKind.of(apiVersion(), kind());
    }

    public String name() {
        return text("metadata", "name");
    }

    public String namespace() {
        return text("metadata", "namespace");
    }

    public String uid() {
        return text("metadata", "uid");
    }

    public String resourceVersion() {
        return text("metadata", "resourceVersion");
    }

    public long generation() {
        return at("metadata", "generation").asLong();
    }

    public boolean terminating() {
        return has("metadata", "deletionTimestamp");
    }

    public Map<String, String> labels() {
        return strings("labels");
    }

    public Map<String, String> annotations() {
        return strings("annotations");
    }

    public List<String> finalizers() {
        return at("metadata", "finalizers").valueStream().map(JsonNode::asText).toList();
    }

    public List<OwnerReference> ownerReferences() {
        return at("metadata", "ownerReferences").valueStream().map(OwnerReference::of).toList();
    }

    public Optional<OwnerReference> controller() {
        return ownerReferences().stream().filter(OwnerReference::controller).findFirst();
    }

    /// `metadata.ownerReferences[]`.
    public record OwnerReference(String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {
        static OwnerReference of(JsonNode node) {
            return new OwnerReference(node.path("apiVersion").asText(), node.path("kind").asText(), node.path("name").asText(),
                    node.path("uid").asText(), node.path("controller").asBoolean(), node.path("blockOwnerDeletion").asBoolean());
        }
    }

    private Map<String, String> strings(String field) {
        JsonNode node = at("metadata", field);
        if (!node.isObject()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document document && root().equals(document.root());
    }

    @Override
    public int hashCode() {
        return root().hashCode();
    }

    @Override
    public String toString() {
        return root().toString();
    }
}
