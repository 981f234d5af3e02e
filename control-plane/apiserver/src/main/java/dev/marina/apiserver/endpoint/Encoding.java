package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Objects as the store keeps them. `apiVersion`, `kind` and `metadata` come first and `resourceVersion` is the first of the
/// metadata, so the place of its digits is found without looking into what users wrote.
public final class Encoding {

    private static final byte[] PLACE = "\"metadata\":{\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);

    private Encoding() {}

    public static EncodedObject encode(Document document) {
        byte[] bytes = ordered(document).bytes();
        int at = indexOf(bytes, PLACE) + PLACE.length;
        return new EncodedObject(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static Document ordered(Document document) {
        ObjectNode source = document.root();
        ObjectNode result = Document.mapper().createObjectNode();
        result.put("apiVersion", document.apiVersion()).put("kind", document.kind());
        ObjectNode metadata = result.putObject("metadata");
        metadata.put("resourceVersion", "");
        source.path("metadata").properties().forEach(entry -> {
            if (!entry.getKey().equals("resourceVersion")) {
                metadata.set(entry.getKey(), entry.getValue());
            }
        });
        source.properties().forEach(entry -> {
            if (!entry.getKey().equals("metadata")) {
                result.set(entry.getKey(), entry.getValue());
            }
        });
        return Document.of(result);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new IllegalStateException("an encoded object has no place for its version");
    }

    /// The bytes of an object as of another version: what a DELETED event carries.
    public static byte[] atVersion(Stored stored, ResourceVersion version) {
        return stored.version().equals(version) ? stored.bytes() : encode(Document.parse(stored.bytes())).withVersion(version.value());
    }

    /// What writes an object of this type.
    public static Mutation.Put put(ResourceDefinition definition, ObjectKey key, Document object) {
        Document stored = definition.toStored(object);
        return new Mutation.Put(key, encode(stored), fields(definition.stored(), stored));
    }

    private static Fields fields(ResourceDefinition definition, Document object) {
        Set<String> owners = new LinkedHashSet<>();
        object.at("metadata", "ownerReferences").forEach(owner -> owners.add(owner.path("uid").asText()));
        return new Fields(object.uid(), object.labels(), definition.strategy().selectable(object), owners, definition.strategy().claims(object), object.terminating());
    }

    /// Whether two documents differ in nothing but their version.
    public static boolean same(Document one, Document other) {
        return one.without("metadata", "resourceVersion").equals(other.without("metadata", "resourceVersion"));
    }

    /// The object without what raises no generation.
    ///
    /// @param status whether the status does
    static Map<String, JsonNode> generated(Document document, boolean status) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        document.root().properties().forEach(entry -> {
            if (!Set.of("apiVersion", "kind", "metadata").contains(entry.getKey()) && (status || !entry.getKey().equals("status"))) {
                fields.put(entry.getKey(), entry.getValue());
            }
        });
        return fields;
    }
}
