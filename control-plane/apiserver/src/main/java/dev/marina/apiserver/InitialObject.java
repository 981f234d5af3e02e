package dev.marina.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterRecord;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// An object that a cluster begins with: which it is, and what writes it. Most are alike in all clusters; such a one is encoded once, and a
/// cluster's own is a copy with another uid and date in it.
final class InitialObject {

    /// Stands for the date on which the object is made.
    static final String CREATED = "1970-01-01T00:00:00Z";

    private static final String UID = "ffffffff-ffff-4fff-bfff-ffffffffffff";

    private final ResourceDefinition definition;
    private final String namespace;
    private final String name;
    private final Writing writing;

    @FunctionalInterface
    private interface Writing {
        Mutation.Put put(ClusterRecord cluster, ObjectKey key, String uid, Instant created);
    }

    private InitialObject(ResourceDefinition definition, String namespace, String name, Writing writing) {
        this.definition = definition;
        this.namespace = namespace;
        this.name = name;
        this.writing = writing;
    }

    /// @param rest what the object holds beside its name, uid and date; the same for every cluster
    static InitialObject alike(BuiltinMachinery types, ResourceDefinition definition, String namespace, String name, Consumer<ObjectNode> rest) {
        Document stored = stored(types, definition, namespace, name, UID, CREATED, rest);
        EncodedObject pattern = Encoding.encode(stored);
        Fields fields = Encoding.fields(definition.stored(), stored);
        int uidAt = places(pattern.tail(), UID).getFirst();
        List<Integer> dateAt = places(pattern.tail(), CREATED);
        return new InitialObject(definition, namespace, name, (_, key, uid, created) -> {
            byte[] tail = pattern.tail().clone();
            write(uid, tail, uidAt);
            dateAt.forEach(at -> write(created.toString(), tail, at));
            return new Mutation.Put(key, new EncodedObject(pattern.head(), tail),
                    new Fields(uid, fields.labels(), fields.selectable(), fields.owners(), fields.claims(), fields.terminating()));
        });
    }

    /// @param rest what the object holds beside its name, uid and date; made only where the object is not there, since some takes long
    static InitialObject own(BuiltinMachinery types, ResourceDefinition definition, String namespace, String name,
            BiConsumer<ClusterRecord, ObjectNode> rest) {
        return new InitialObject(definition, namespace, name, (cluster, key, uid, created) -> {
            Document stored = stored(types, definition, namespace, name, uid, created.toString(), node -> rest.accept(cluster, node));
            return new Mutation.Put(key, Encoding.encode(stored), Encoding.fields(definition.stored(), stored));
        });
    }

    ObjectKey key(ClusterId cluster) {
        return new ObjectKey(cluster, definition.groupResource(), namespace, name);
    }

    /// A new one, of this cluster alone.
    Mutation.Put put(ClusterRecord cluster, String uid, Instant created) {
        return writing.put(cluster, key(cluster.id()), uid, created.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Document stored(BuiltinMachinery types, ResourceDefinition definition, String namespace, String name, String uid, String created,
            Consumer<ObjectNode> rest) {
        ObjectNode node = Document.mapper().createObjectNode().put("apiVersion", definition.resource().apiVersion())
                .put("kind", definition.names().kind());
        ObjectNode metadata = node.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("uid", uid).put("creationTimestamp", created);
        rest.accept(node);
        return definition.toStored(types.serialised(definition, types.defaulted(definition, Document.of(node))));
    }

    private static List<Integer> places(byte[] text, String wanted) {
        byte[] bytes = wanted.getBytes(StandardCharsets.US_ASCII);
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at <= text.length - bytes.length; at++) {
            if (Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length)) {
                places.add(at);
            }
        }
        return places;
    }

    private static void write(String text, byte[] target, int at) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }
}
