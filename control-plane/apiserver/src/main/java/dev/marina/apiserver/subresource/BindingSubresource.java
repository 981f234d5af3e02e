package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.time.Clock;

/// `pods/binding`: the scheduler's word on which node a pod runs.
public final class BindingSubresource implements SubresourceHandler {

    private final PodBinding bindings;

    public BindingSubresource(ClusterViews views, Clock clock) {
        bindings = new PodBinding(views, clock);
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document binding = bindings.read(request);
        writer.change("binding", bindings.change(request, binding));
        return PodBinding.done();
    }
}
