package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.store.Stored;
import java.util.List;

/// Why an object does not proceed, as far as one part of the platform knows. Pure.
@FunctionalInterface
public interface Waits {

    /// So many other objects are named in one reason.
    int MOST_NAMED = 20;

    /// Empty for objects that this part knows nothing of.
    List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable);

    /// @param reason for programs, in one word
    /// @param message for people
    static ObjectNode because(String reason, String message) {
        return Document.mapper().createObjectNode().put("reason", reason).put("message", message);
    }

    static ObjectNode name(ObjectNode node, ObjectKey object) {
        node.put("resource", object.resource().toString());
        if (!object.namespace().isEmpty()) {
            node.put("namespace", object.namespace());
        }
        return node.put("name", object.name());
    }
}
