package dev.marina.controlplane.plan;

import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;

/// What a copy's controllers and scheduler write through, as long as the plan may go on.
final class BoundedClient implements ClusterClient {

    private final ClusterClient copy;
    private final Runnable before;

    /// @param before each write; throws to refuse it
    BoundedClient(ClusterClient copy, Runnable before) {
        this.copy = copy;
        this.before = before;
    }

    @Override
    public Document create(Call call, GroupVersionResource resource, Document object) {
        before.run();
        return copy.create(call, resource, object);
    }

    @Override
    public Document update(Call call, GroupVersionResource resource, String subresource, Document object) {
        before.run();
        return copy.update(call, resource, subresource, object);
    }

    @Override
    public Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource, PatchType type, byte[] patch) {
        before.run();
        return copy.patch(call, resource, namespace, name, subresource, type, patch);
    }

    @Override
    public Document apply(Call call, GroupVersionResource resource, Document object, boolean force) {
        before.run();
        return copy.apply(call, resource, object, force);
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        before.run();
        copy.delete(call, resource, namespace, name, options);
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        before.run();
        return copy.createSub(call, resource, namespace, name, subresource, body);
    }
}
