package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.store.Stored;
import java.util.Optional;

/// Names objects in exactly one version each, so that anybody can look them up in the cluster's past.
final class Evidence {

    private Evidence() {}

    /// @param stored empty where it is gone
    static ObjectNode object(ObjectKey key, Optional<Stored> stored) {
        ObjectNode node = Document.mapper().createObjectNode().put("resource", key.resource().toString());
        if (!key.namespace().isEmpty()) {
            node.put("namespace", key.namespace());
        }
        node.put("name", key.name());
        stored.ifPresent(object -> node.put("uid", object.fields().uid()).put("version", object.version().toString()));
        return node;
    }
}
