package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.patch.JsonPatch;
import dev.marina.apiserver.patch.MergePatch;
import dev.marina.apiserver.types.marina.ControllerType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// What is different in the second world, and nothing else is.
public sealed interface OneDifference {

    /// A manifest, wherever it is applied, or an object that is there.
    ///
    /// @param merge whether the patch is a JSON merge patch (RFC 7386); else operations (RFC 6902)
    record Patched(ObjectRef object, boolean merge, byte[] patch) implements OneDifference {

        /// Of a manifest.
        public Document apply(Document manifest) {
            return merge ? MergePatch.apply(manifest, patch) : JsonPatch.apply(manifest, patch);
        }
    }

    /// A manifest that is not applied, or an object that is deleted before anything is.
    record Missing(ObjectRef object) implements OneDifference {}

    /// A controller or the scheduler that does nothing.
    record ComponentOff(String component) implements OneDifference {}

    /// A node that says nothing any more from this second on.
    record NodeLost(String node, int second) implements OneDifference {}

    /// What becomes of some of the pods.
    record PodsBecome(PodRule rule) implements OneDifference {}

    List<String> KINDS = List.of("patch", "missing", "off", "lost", "pods");

    static OneDifference of(JsonNode difference, String namespace, int seconds) {
        List<String> given = Stream.concat(KINDS.stream().filter(difference::has), difference.propertyStream().map(java.util.Map.Entry::getKey)
                .filter(field -> !KINDS.contains(field))).toList();
        if (given.size() != 1 || !KINDS.contains(given.getFirst())) {
            throw WorldsRequest.invalid("spec.difference: Invalid value: %s: must be exactly one of %s".formatted(given, KINDS));
        }
        JsonNode value = difference.path(given.getFirst());
        return switch (given.getFirst()) {
            case "patch" -> patched(value, namespace);
            case "missing" -> new Missing(ObjectRef.of(value, namespace, "spec.difference.missing"));
            case "off" -> off(value.asText());
            case "lost" ->
                new NodeLost(WorldsRequest.text(value, "node", "spec.difference.lost"), WorldsRequest.second(value, "spec.difference.lost", seconds));
            default -> new PodsBecome(PodRule.of(value, "spec.difference.pods"));
        };
    }

    private static OneDifference patched(JsonNode value, String namespace) {
        ObjectRef object = ObjectRef.of(value, namespace, "spec.difference.patch");
        boolean merge = value.path("merge") instanceof ObjectNode;
        if (merge == value.path("operations") instanceof ArrayNode) {
            throw WorldsRequest.invalid("spec.difference.patch: Invalid value: must have either merge, an object, or operations, a list");
        }
        Patched patched = new Patched(object, merge, value.path(merge ? "merge" : "operations").toString().getBytes(StandardCharsets.UTF_8));
        if (merge && (value.path("merge").has("kind") || value.path("merge").has("apiVersion") || value.path("merge").path("metadata").has("name"))) {
            throw WorldsRequest.invalid("spec.difference.patch.merge: Forbidden: must not make another object of it");
        }
        return patched;
    }

    private static OneDifference off(String component) {
        if (!ControllerType.NAMES.contains(component)) {
            throw WorldsRequest.invalid("spec.difference.off: Unsupported value: \"%s\": supported values: %s".formatted(component,
                    String.join(", ", ControllerType.NAMES)));
        }
        return new ComponentOff(component);
    }

    /// The manifest as it is in the second world. Throws Invalid where the patch does not fit it.
    static Document patched(Patched difference, Document manifest) {
        try {
            Document changed = difference.apply(manifest);
            if (!changed.kind().equals(manifest.kind()) || !changed.apiVersion().equals(manifest.apiVersion()) || !changed.name().equals(manifest.name())) {
                throw WorldsRequest.invalid("spec.difference.patch: Forbidden: must not make another object of %s".formatted(difference.object()));
            }
            return changed;
        } catch (StatusException e) {
            throw WorldsRequest.invalid("spec.difference.patch: Invalid value: %s".formatted(e.getMessage()));
        }
    }
}
