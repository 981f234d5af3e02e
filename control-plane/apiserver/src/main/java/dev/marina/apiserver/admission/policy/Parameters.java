package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the objects by which a binding parametrises its policy. CollectParams in apiserver's pkg/admission/plugin/policy/generic
final class Parameters {

    private Parameters() {}

    /// A policy or a binding that cannot be used as it is, in words for who wrote it.
    static final class Misconfigured extends Exception {
        Misconfigured(String message) {
            super(message, null, false, false);
        }
    }

    /// The type of a policy's parameters; empty for a policy without.
    ///
    /// @param kind missing for such
    static Optional<ResourceDefinition> type(JsonNode kind, ResourceRegistry registry) throws Misconfigured {
        if (!kind.isObject()) {
            return Optional.empty();
        }
        GroupVersionKind wanted = GroupVersionKind.of(kind.path("apiVersion").asText(), kind.path("kind").asText());
        return Optional.of(registry.find(wanted).orElseThrow(() -> new Misconfigured("failed to find resource referenced by paramKind: '%s, Kind=%s'".formatted(
                kind.path("apiVersion").asText(), kind.path("kind").asText()))));
    }

    /// With each of them the policy is evaluated once; an empty one stands for none.
    static List<Optional<JsonNode>> find(Optional<ResourceDefinition> type, JsonNode reference, AdmissionRequest request) throws Misconfigured {
        if (type.isEmpty() || !reference.isObject()) {
            return List.of(Optional.empty());
        }
        List<Optional<JsonNode>> found = find(type.get(), reference, request);
        if (found.isEmpty() && reference.path("parameterNotFoundAction").asText().equals("Deny")) {
            throw new Misconfigured("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static List<Optional<JsonNode>> find(ResourceDefinition type, JsonNode reference, AdmissionRequest request) throws Misconfigured {
        String namespace = reference.path("namespace").asText();
        if (!type.namespaced() && !namespace.isEmpty()) {
            throw new Misconfigured("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }
        if (type.namespaced() && namespace.isEmpty()) {
            namespace = request.namespace();
            if (namespace.isEmpty()) {
                throw new Misconfigured("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
            }
        }
        String name = reference.path("name").asText();
        if (!name.isEmpty()) {
            return request.view().find(new ObjectKey(request.view().cluster(), type.stored().groupResource(), namespace, name))
                    .filter(stored -> !stored.opaque()).map(stored -> Optional.of(shown(type, stored))).stream().toList();
        }
        try (Stream<Stored> all = request.view().list(type.stored().groupResource(), namespace)) {
            List<Document> readable = all.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes())).toList();
            return type.fromStored(readable).stream().<JsonNode>map(Document::root)
                    .filter(object -> SelectorRules.matches(reference.path("selector"), object.path("metadata").path("labels"))).map(Optional::of).toList();
        }
    }

    private static JsonNode shown(ResourceDefinition type, Stored stored) {
        return type.fromStored(Document.parse(stored.bytes())).root();
    }
}
