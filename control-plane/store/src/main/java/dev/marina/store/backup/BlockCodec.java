package dev.marina.store.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Objects as the bytes of a block: of each its place and what queries need of it, then the bytes as they were stored.
final class BlockCodec {

    private BlockCodec() {}

    static void write(DataOutputStream out, Stored stored) throws IOException {
        byte[] head = Document.mapper().writeValueAsBytes(head(stored));
        out.writeInt(head.length);
        out.write(head);
        out.writeInt(stored.bytes().length);
        out.write(stored.bytes());
    }

    private static ObjectNode head(Stored stored) {
        ObjectNode head = Document.mapper().createObjectNode();
        head.put("g", stored.key().resource().group()).put("r", stored.key().resource().resource()).put("ns", stored.key().namespace())
                .put("n", stored.key().name()).put("v", stored.version().value()).put("at", stored.changed().toString());
        Fields fields = stored.fields();
        ObjectNode kept = head.putObject("f").put("uid", fields.uid()).put("terminating", fields.terminating());
        kept.set("labels", Document.mapper().valueToTree(fields.labels()));
        kept.set("selectable", Document.mapper().valueToTree(fields.selectable()));
        kept.set("owners", Document.mapper().valueToTree(fields.owners()));
        kept.set("claims", Document.mapper().valueToTree(fields.claims()));
        return head;
    }

    /// @param origin who is said to have written them
    static List<Stored> read(ClusterId cluster, byte[] plain, Origin origin) throws IOException {
        List<Stored> found = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
            while (in.available() > 0) {
                JsonNode head = Document.mapper().readTree(bytes(in));
                byte[] object = bytes(in);
                found.add(new Stored(new ObjectKey(cluster, new GroupResource(head.path("g").asText(), head.path("r").asText()), head.path("ns").asText(),
                        head.path("n").asText()), new ResourceVersion(head.path("v").asLong()), object, fields(head.path("f")), origin,
                        Instant.parse(head.path("at").asText()), false));
            }
        }
        return found;
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("an object is longer than its block");
        }
        return in.readNBytes(length);
    }

    private static Fields fields(JsonNode kept) {
        return new Fields(kept.path("uid").asText(), texts(kept.path("labels")), texts(kept.path("selectable")), set(kept.path("owners")),
                set(kept.path("claims")), kept.path("terminating").asBoolean());
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return Map.copyOf(texts);
    }

    private static Set<String> set(JsonNode node) {
        Set<String> texts = new LinkedHashSet<>();
        node.forEach(text -> texts.add(text.asText()));
        return Set.copyOf(texts);
    }
}
