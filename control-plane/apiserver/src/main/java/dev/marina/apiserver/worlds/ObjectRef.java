package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;

/// An object as a manifest names it.
///
/// @param namespace "" where it is cluster-wide
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    /// @param field where it stands, for what is said of it
    static ObjectRef of(JsonNode node, String namespace, String field) {
        for (String part : new String[] {"apiVersion", "kind", "name"}) {
            if (!node.path(part).isTextual() || node.path(part).asText().isEmpty()) {
                throw WorldsRequest.invalid("%s.%s: Required value: which object".formatted(field, part));
            }
        }
        return new ObjectRef(node.path("apiVersion").asText(), node.path("kind").asText(), node.path("namespace").asText(namespace),
                node.path("name").asText());
    }

    /// Whether this manifest says how this object is.
    ///
    /// @param inNamespace of manifests that name none
    public boolean names(Document manifest, String inNamespace) {
        String its = manifest.namespace().isEmpty() ? inNamespace : manifest.namespace();
        return manifest.apiVersion().equals(apiVersion) && manifest.kind().equals(kind) && manifest.name().equals(name) && its.equals(namespace);
    }

    @Override
    public String toString() {
        return "%s %s".formatted(kind, namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
