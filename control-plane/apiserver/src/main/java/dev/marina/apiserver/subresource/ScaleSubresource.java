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
import dev.marina.apiserver.registry.ScalePaths;
import dev.marina.store.Stored;

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
        ScalePaths paths = definition.strategy().scale();
        return switch (target.verb()) {
            case "get" -> {
                Stored stored = views.current(request.requireCluster())
                        .find(new ObjectKey(request.clusterId(), target.groupResource(), target.namespace(), target.name()))
                        .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
                yield answer(definition, stored.bytes());
            }
            case "update" -> {
                Document scale = BodyReader.require(request);
                yield answer(definition, writer.change("", current -> asked(writer, paths, current, scale)));
            }
            case "patch" -> {
                byte[] patch = BodyReader.bytes(request);
                PatchType type = patchType(request);
                yield answer(definition, writer.change("",
                        current -> asked(writer, paths, current, patches.apply(scale(paths, current), type, patch))));
            }
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private static PatchType patchType(ApiRequest request) {
        String contentType = request.headers().first("content-type");
        if (contentType.startsWith(BodyReader.APPLY)) {
            throw new StatusException(415, "UnsupportedMediaType", "a Scale cannot be applied; apply the object itself", StatusException.Details.NONE);
        }
        return contentType.startsWith("application/json-patch+json") ? PatchType.JSON : PatchType.MERGE;
    }

    private static ApiResponse answer(ResourceDefinition definition, byte[] stored) {
        return ApiResponse.json(200, scale(definition.strategy().scale(), definition.fromStored(Document.parse(stored))));
    }

    /// The object with so many replicas, if the cluster's own rules about Scales let it.
    private static Document asked(ObjectWriter writer, ScalePaths paths, Document current, Document scale) {
        Document next = scaled(paths, current, scale);
        writer.ask(scale(paths, next), scale(paths, current));
        return next;
    }

    private static Document scaled(ScalePaths paths, Document current, Document scale) {
        JsonNode replicas = scale.at("spec", "replicas");
        if (replicas.asLong() < 0) {
            throw new StatusException(422, "Invalid",
                    "Scale.autoscaling \"%s\" is invalid: spec.replicas: Invalid value: %d: must be greater than or equal to 0"
                            .formatted(current.name(), replicas.asLong()),
                    StatusException.Details.NONE);
        }
        Document changed = paths.withReplicas(current, replicas.asLong());
        return scale.resourceVersion().isEmpty()
                ? changed.without("metadata", "resourceVersion")
                : changed.with(scale.resourceVersion(), "metadata", "resourceVersion");
    }

    static Document scale(ScalePaths paths, Document object) {
        return Document.object("autoscaling/v1", "Scale").edited(node -> {
            ObjectNode metadata = node.putObject("metadata");
            for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
                if (object.has("metadata", field)) {
                    metadata.set(field, object.at("metadata", field));
                }
            }
            node.putObject("spec").put("replicas", paths.replicas(object).asLong());
            ObjectNode status = node.putObject("status").put("replicas", paths.statusReplicas(object));
            String selector = paths.selector(object);
            if (!selector.isEmpty()) {
                status.put("selector", selector);
            }
        });
    }
}
