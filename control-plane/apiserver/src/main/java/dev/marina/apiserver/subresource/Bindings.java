package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.time.Clock;

/// `bindings`: the same as `pods/binding`, as schedulers said it before there was that; the pod is the one of the binding's name.
public final class Bindings implements SubresourceHandler {

    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");

    private final PodBinding bindings;

    public Bindings(ClusterViews views, Clock clock) {
        bindings = new PodBinding(views, clock);
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document binding = bindings.read(request);
        if (binding.name().isEmpty()) {
            throw StatusException.badRequest("name is required");
        }
        writer.change(PODS, binding.name(), "binding", bindings.change(request, binding));
        return PodBinding.done();
    }
}
