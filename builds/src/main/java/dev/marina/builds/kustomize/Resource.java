package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/// An object on its way through kustomizations.
final class Resource {

    final ObjectNode object;
    /// Names that it had before, by which a patch may still call it.
    final Set<String> names = new HashSet<>();
    /// Whether what is in it becomes part of its name in the end.
    boolean hashed;

    Resource(ObjectNode object) {
        this.object = object;
        names.add(name());
    }

    String kind() {
        return object.path("kind").asText();
    }

    String group() {
        String version = object.path("apiVersion").asText();
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    String version() {
        String version = object.path("apiVersion").asText();
        return version.substring(version.indexOf('/') + 1);
    }

    String name() {
        return object.path("metadata").path("name").asText();
    }

    String namespace() {
        return object.path("metadata").path("namespace").asText();
    }

    ObjectNode metadata() {
        return object.withObjectProperty("metadata");
    }

    void rename(String name) {
        metadata().put("name", name);
        names.add(name);
    }

    /// Whether it is of a type of Kubernetes' own, whose fields are known.
    boolean builtIn() {
        return !group().contains(".") || group().endsWith(".k8s.io");
    }

    /// A part of it, or nothing.
    JsonNode at(String... path) {
        JsonNode node = object;
        for (String field : path) {
            node = node.path(field);
        }
        return node;
    }

    @Override
    public String toString() {
        return "%s %s".formatted(kind(), name());
    }
}
