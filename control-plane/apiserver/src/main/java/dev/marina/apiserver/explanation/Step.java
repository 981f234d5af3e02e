package dev.marina.apiserver.explanation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.api.WaitReasons;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.Optional;

/// One change of one object, as it is told: what was done by whom, because of which other change, and the difference that it made.
///
/// @param value as it was afterwards, with who made the change and why
/// @param before as it was until then; empty for a creation, and where that is not known
/// @param because the change that caused it; empty where that was a request, a clock or another cluster
public record Step(ResourceVersion version, ObjectKey key, boolean creation, boolean deletion, Stored value, Optional<Stored> before,
        Optional<ResourceVersion> because) {

    private static final GroupResource SECRETS = new GroupResource("", "secrets");

    /// A change as a reader of the feed meets it.
    public static Step of(StoreEvent event) {
        Stored value = event.current().orElseGet(() -> {
            Stored last = event.previous().orElseThrow();
            return new Stored(event.key(), event.version(), new byte[0], last.fields(), event.origin(), event.time(), false);
        });
        return new Step(event.version(), event.key(), event.creation(), event.deletion(), value, event.previous(), because(event.origin().cause()));
    }

    /// A change of the same cluster.
    public static Optional<ResourceVersion> because(Cause cause) {
        String[] parts = cause.value().split("/", -1);
        return parts.length == 2 && parts[0].equals("change") && !parts[1].isEmpty() && parts[1].chars().allMatch(Character::isDigit)
                ? Optional.of(new ResourceVersion(Long.parseLong(parts[1])))
                : Optional.empty();
    }

    Step with(Stored known) {
        return new Step(version, key, creation, deletion, value, Optional.of(known), because);
    }

    public String verb() {
        return deletion ? "delete" : creation ? "create" : "update";
    }

    /// Of an object that the asker may not read nothing is told but that something happened.
    public void show(ObjectNode node, WaitReasons.Readable readable) {
        node.put("version", version.toString()).put("time", value.changed().toString());
        because.ifPresent(cause -> node.put("because", cause.toString()));
        if (!readable.may(key)) {
            node.put("hidden", true);
            return;
        }
        node.put("actor", value.origin().actor()).put("cause", value.origin().cause().value());
        node.put("verb", verb());
        describe(node.putObject("object"), key);
        if (!creation && before.isEmpty()) {
            node.put("differenceUnknown", true);
            return;
        }
        ArrayNode difference = node.putArray("difference");
        boolean whole = Difference.of(before.map(Step::document).orElse(MissingNode.getInstance()),
                deletion ? MissingNode.getInstance() : document(value), difference, key.resource().equals(SECRETS));
        if (!whole) {
            node.put("differenceTruncated", true);
        }
    }

    public static ObjectNode describe(ObjectNode node, ObjectKey key) {
        node.put("group", key.resource().group()).put("resource", key.resource().resource());
        if (!key.namespace().isEmpty()) {
            node.put("namespace", key.namespace());
        }
        return node.put("name", key.name());
    }

    private static JsonNode document(Stored stored) {
        return stored.opaque() || stored.bytes().length == 0 ? MissingNode.getInstance() : Document.parse(stored.bytes()).root();
    }
}
