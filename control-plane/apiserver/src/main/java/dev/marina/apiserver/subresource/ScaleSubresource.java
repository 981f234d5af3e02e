package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.Stored;
import java.util.TreeMap;

/// `scale`: the number of replicas of any type that has one, as autoscaling/v1 Scale.
public final class ScaleSubresource implements SubresourceHandler {

    private final ClusterViews views;
    private final Patches patches;

    /// Applies a patch to a Scale.
    @FunctionalInterface
    public interface Patches {
        Document apply(Document current, PatchType type, byte[] patch);
    }

    public ScaleSubresource(ClusterViews views, Patches patches) {
        this.views = views;
        this.patches = patches;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        return switch (target.verb()) {
            case "get" -> {
                Stored stored = views.current(request.requireCluster())
                        .find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                        .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
                yield ApiResponse.json(200, scale(Document.parse(stored.bytes())));
            }
            case "update" -> {
                Document scale = BodyReader.require(request);
                yield answer(writer.change("", current -> scaled(current, scale)));
            }
            case "patch" -> {
                byte[] patch = BodyReader.bytes(request);
                PatchType type = patchType(request);
                yield answer(writer.change("", current -> scaled(current, patches.apply(scale(current), type, patch))));
            }
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private static PatchType patchType(ApiRequest request) {
        return request.headers().first("content-type").startsWith("application/json-patch+json") ? PatchType.JSON : PatchType.MERGE;
    }

    private static ApiResponse answer(byte[] object) {
        return ApiResponse.json(200, scale(Document.parse(object)));
    }

    private static Document scaled(Document current, Document scale) {
        JsonNode replicas = scale.at("spec", "replicas");
        if (replicas.asLong() < 0) {
            throw new StatusException(422, "Invalid", "Scale.autoscaling \"%s\" is invalid: spec.replicas: Invalid value: %d: must be greater than or equal to 0"
                    .formatted(current.name(), replicas.asLong()), StatusException.Details.NONE);
        }
        Document changed = current.with(replicas.asLong(), "spec", "replicas");
        return scale.resourceVersion().isEmpty()
                ? changed.without("metadata", "resourceVersion")
                : changed.with(scale.resourceVersion(), "metadata", "resourceVersion");
    }

    static Document scale(Document object) {
        return Document.object("autoscaling/v1", "Scale").edited(node -> {
            ObjectNode metadata = node.putObject("metadata");
            for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
                if (object.has("metadata", field)) {
                    metadata.set(field, object.at("metadata", field));
                }
            }
            node.putObject("spec").put("replicas", object.at("spec", "replicas").asLong());
            ObjectNode status = node.putObject("status").put("replicas", object.at("status", "replicas").asLong());
            TreeMap<String, String> labels = new TreeMap<>();
            object.at("spec", "selector", "matchLabels").properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
            if (!labels.isEmpty()) {
                status.put("selector", labels.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(java.util.stream.Collectors.joining(",")));
            }
        });
    }
}
