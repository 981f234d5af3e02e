package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.List;

/// Something that is done in both worlds at a second of their clock, by the asker.
public sealed interface Act {

    int second();

    record Apply(int second, List<Document> manifests) implements Act {}

    record Delete(int second, ObjectRef object) implements Act {}

    /// As `kubectl drain --ignore-daemonsets --delete-emptydir-data --force` does: cordoned, then pods evicted, those that are refused again and again.
    record Drain(int second, String node) implements Act {}

    static Act of(JsonNode node, String namespace, String field, int seconds) {
        int second = WorldsRequest.second(node, field, seconds);
        long given = List.of("manifests", "delete", "drain").stream().filter(node::has).count();
        if (given != 1) {
            throw WorldsRequest.invalid("%s: Invalid value: must have exactly one of manifests, delete, drain".formatted(field));
        }
        if (node.has("manifests")) {
            return new Apply(second, WorldsRequest.manifests(node.path("manifests"), field + ".manifests"));
        }
        return node.has("delete")
                ? new Delete(second, ObjectRef.of(node.path("delete"), namespace, field + ".delete"))
                : new Drain(second, WorldsRequest.text(node, "drain", field));
    }
}
