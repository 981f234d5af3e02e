package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.Consumer;

/// Writes into one cluster as one user for one cause, with model classes in and out.
public record Writes(ClusterClient client, Decoder decoder, Call call) {

    public <T extends HasMetadata> T create(ResourceType<T> type, T object) {
        return decoder.read(client.create(call, type.resource(), decoder.write(object)), type.model());
    }

    /// Replaces the object if it is still at the version that it carries.
    public <T extends HasMetadata> T update(ResourceType<T> type, T object) {
        return decoder.read(client.update(call, type.resource(), "", decoder.write(object)), type.model());
    }

    /// The same for its status only.
    public <T extends HasMetadata> T updateStatus(ResourceType<T> type, T object) {
        return decoder.read(client.update(call, type.resource(), "status", decoder.write(object)), type.model());
    }

    /// A JSON merge patch built by `change`; `subresource` "" for the object itself.
    public void merge(ResourceType<?> type, HasMetadata object, String subresource, Consumer<ObjectNode> change) {
        patch(type, object, subresource, change);
    }

    /// The same, where the object is looked at afterwards.
    public <T extends HasMetadata> T merged(ResourceType<T> type, T object, String subresource, Consumer<ObjectNode> change) {
        return decoder.read(patch(type, object, subresource, change), type.model());
    }

    private Document patch(ResourceType<?> type, HasMetadata object, String subresource, Consumer<ObjectNode> change) {
        ObjectNode patch = Document.mapper().createObjectNode();
        change.accept(patch);
        String namespace = type.namespaced() ? object.getMetadata().getNamespace() : "";
        return client.patch(call, type.resource(), namespace, object.getMetadata().getName(), subresource, PatchType.MERGE,
                Document.of(patch).bytes());
    }

    /// Server-side apply of what a controller wants of an object.
    ///
    /// @param force whether fields that others manage are taken over
    public void apply(ResourceType<?> type, Document wanted, boolean force) {
        client.apply(call, type.resource(), wanted, force);
    }

    /// Deletes exactly this object, not another one of its name. Succeeds when it is gone already.
    public void delete(ResourceType<?> type, HasMetadata object, String propagation) {
        ObjectNode options = options();
        if (!propagation.isEmpty()) {
            options.put("propagationPolicy", propagation);
        }
        options.putObject("preconditions").put("uid", object.getMetadata().getUid());
        delete(type, object, options);
    }

    /// The same as long as the object is as it was seen: a Conflict when it has changed since.
    public void deleteAsSeen(ResourceType<?> type, HasMetadata object) {
        ObjectNode options = options();
        options.putObject("preconditions").put("uid", object.getMetadata().getUid()).put("resourceVersion", object.getMetadata().getResourceVersion());
        delete(type, object, options);
    }

    private static ObjectNode options() {
        return Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
    }

    public void delete(ResourceType<?> type, HasMetadata object, ObjectNode options) {
        try {
            client.delete(call, type.resource(), type.namespaced() ? object.getMetadata().getNamespace() : "", object.getMetadata().getName(),
                    Document.of(options));
        } catch (StatusException e) {
            // an object of that name, but not this one
            if (!e.is("NotFound") && !(e.is("Conflict") && e.getMessage().contains("UID in precondition"))) {
                throw e;
            }
        }
    }

    public void delete(ResourceType<?> type, HasMetadata object) {
        delete(type, object, "");
    }
}
