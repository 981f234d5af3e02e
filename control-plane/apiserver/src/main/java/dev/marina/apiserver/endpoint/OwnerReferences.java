package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// An object with each of its owners once. apiserver's pkg/endpoints/handlers/rest.go, dedupOwnerReferencesAndAddWarning
///
/// @param warnings what is said where some stood there more than once
record OwnerReferences(Document object, List<String> warnings) {

    private static final String SENT = "";
    private static final String ADMITTED = " after mutating admission happens";

    /// As a client sent it.
    static OwnerReferences sent(Document object) {
        return of(object, SENT);
    }

    /// As it is after those who change it on its way.
    static OwnerReferences admitted(Document object) {
        return of(object, ADMITTED);
    }

    private static OwnerReferences of(Document object, String when) {
        JsonNode owners = object.at("metadata", "ownerReferences");
        if (owners.size() < 2) {
            return new OwnerReferences(object, List.of());
        }
        Set<JsonNode> different = new LinkedHashSet<>();
        List<String> twice = new ArrayList<>();
        for (JsonNode owner : owners) {
            if (!different.add(owner)) {
                twice.add(owner.path("uid").asText());
            }
        }
        if (twice.isEmpty()) {
            return new OwnerReferences(object, List.of());
        }
        Document each = object.edited(root -> {
            ArrayNode kept = ((ObjectNode) root.get("metadata")).putArray("ownerReferences");
            different.forEach(kept::add);
        });
        return new OwnerReferences(each,
                List.of((".metadata.ownerReferences contains duplicate entries%s; API server dedups owner references in 1.20+, and may "
                        + "reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: %s")
                        .formatted(when, String.join(", ", twice))));
    }
}
