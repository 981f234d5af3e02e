package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ResourceType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// An object of Gateway API as the plan reads it. Its definition is the tenant's: fields may be absent, or anything.
///
/// @param resource as it was read, for what is written and told
record GatewayObject(ResourceType<GenericKubernetesResource> type, GenericKubernetesResource resource, JsonNode root) {

    /// Whoever came first has it; as the specification breaks ties.
    static final Comparator<GatewayObject> OLDEST_FIRST = Comparator.comparing(GatewayObject::created).thenComparing(GatewayObject::namespace)
            .thenComparing(GatewayObject::name);

    static GatewayObject of(ResourceType<GenericKubernetesResource> type, GenericKubernetesResource resource) {
        return new GatewayObject(type, resource, Document.mapper().valueToTree(resource.getAdditionalProperties()));
    }

    String namespace() {
        return Objects.requireNonNullElse(resource.getMetadata().getNamespace(), "");
    }

    String name() {
        return resource.getMetadata().getName();
    }

    String id() {
        return namespace() + "/" + name();
    }

    String created() {
        return Optional.ofNullable(resource.getMetadata().getCreationTimestamp()).orElse("");
    }

    long generation() {
        return Optional.ofNullable(resource.getMetadata().getGeneration()).orElse(0L);
    }

    String uid() {
        return Objects.requireNonNullElse(resource.getMetadata().getUid(), "");
    }

    JsonNode spec() {
        return root.path("spec");
    }

    JsonNode status() {
        return root.path("status");
    }
}
