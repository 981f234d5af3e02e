package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.managedfields.ManagedFields;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Objects as the store keeps them. `apiVersion`, `kind` and `metadata` come first and `resourceVersion` is the first of the
/// metadata, so the place of its digits is found without looking into what users wrote. `managedFields` follow it, so that an
/// object is read without them and written with them as they were.
public final class Encoding {

    private static final byte[] PLACE = "\"metadata\":{\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MANAGED = ",\"managedFields\":".getBytes(StandardCharsets.US_ASCII);

    private Encoding() {}

    /// A stored object without its managedFields, and these.
    ///
    /// @param managedFields a JSON array, or nothing
    public record Parts(Document document, byte[] managedFields) {}

    public static EncodedObject encode(Document document) {
        JsonNode managed = document.at("metadata", "managedFields");
        byte[] bytes = managed.isArray() && !managed.isEmpty() ? managed.toString().getBytes(StandardCharsets.UTF_8) : new byte[0];
        return encode(document.without("metadata", "managedFields"), bytes);
    }

    static EncodedObject encode(Document document, byte[] managedFields) {
        byte[] bytes = ordered(document).bytes();
        int at = indexOf(bytes, PLACE) + PLACE.length;
        byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
        return new EncodedObject(Arrays.copyOf(bytes, at), managedFields.length == 0 ? tail : spliced(tail, 1, 1, List.of(MANAGED, managedFields)));
    }

    /// The text with `pieces` instead of what stands between two places.
    private static byte[] spliced(byte[] text, int from, int to, List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + pieces.stream().mapToInt(piece -> piece.length).sum());
        out.write(text, 0, from);
        pieces.forEach(out::writeBytes);
        out.write(text, to, text.length - to);
        return out.toByteArray();
    }

    /// Takes apart what [#encode] made, and anything else as having no managedFields.
    public static Parts decode(byte[] stored) {
        int version = find(stored, PLACE);
        if (version < 0) {
            return new Parts(Document.parse(stored), new byte[0]);
        }
        int from = endOfDigits(stored, version + PLACE.length) + 1;
        if (!Arrays.equals(stored, from, Math.min(from + MANAGED.length, stored.length), MANAGED, 0, MANAGED.length)) {
            return new Parts(Document.parse(stored), new byte[0]);
        }
        int to = endOfArray(stored, from + MANAGED.length);
        return new Parts(Document.parse(spliced(stored, from, to, List.of())), Arrays.copyOfRange(stored, from + MANAGED.length, to));
    }

    private static int endOfDigits(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != '"') {
            end++;
        }
        return end;
    }

    /// The place behind the array that begins at `at`.
    private static int endOfArray(byte[] bytes, int at) {
        int depth = 0;
        boolean inText = false;
        for (int i = at; i < bytes.length; i++) {
            switch (bytes[i]) {
                case '"' -> inText = !inText;
                case '\\' -> i++;
                case '[', '{' -> depth += inText ? 0 : 1;
                case ']', '}' -> depth -= inText ? 0 : 1;
                default -> {
                }
            }
            if (depth == 0 && !inText) {
                return i + 1;
            }
        }
        throw new IllegalStateException("the managedFields of a stored object have no end");
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
        int found = find(bytes, wanted);
        if (found < 0) {
            throw new IllegalStateException("an encoded object has no place for its version");
        }
        return found;
    }

    /// Where the first of these stands; negative where it does not.
    static int find(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /// The bytes of an object as of another version: what a DELETED event carries.
    public static byte[] atVersion(Stored stored, ResourceVersion version) {
        return stored.version().equals(version) ? stored.bytes() : encode(Document.parse(stored.bytes())).withVersion(version.value());
    }

    /// What writes a stored object again, at another version.
    public static EncodedObject again(byte[] stored) {
        int place = find(stored, PLACE);
        if (place < 0) {
            return encode(Document.parse(stored));
        }
        int version = place + PLACE.length;
        return new EncodedObject(Arrays.copyOf(stored, version), Arrays.copyOfRange(stored, endOfDigits(stored, version), stored.length));
    }

    /// What writes an object of this type.
    public static Mutation.Put put(ResourceDefinition definition, ObjectKey key, Document object) {
        Document stored = definition.toStored(object);
        return new Mutation.Put(key, encode(stored), fields(definition.stored(), stored));
    }

    /// The same, of an object without its managedFields, and these.
    static Mutation.Put put(ResourceDefinition definition, ObjectKey key, Document object, ManagedFields managed) {
        Document stored = definition.toStored(object);
        return new Mutation.Put(key, encode(stored, managed.json()), fields(definition.stored(), stored));
    }

    /// What queries need of the object; as compact as after it was read back.
    public static Fields fields(ResourceDefinition definition, Document object) {
        Set<String> owners = new LinkedHashSet<>();
        object.at("metadata", "ownerReferences").forEach(owner -> owners.add(owner.path("uid").asText()));
        return new Fields(object.uid(), Map.copyOf(object.labels()), Map.copyOf(definition.strategy().selectable(object)), Set.copyOf(owners),
                Set.copyOf(definition.strategy().claims(object)), object.terminating());
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
