package dev.marina.apiserver.subresource;

import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.history.HistoryReading;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `clusters/history` of the management cluster: what was in the tenant's cluster earlier. See [HistoryReading] for what may be asked.
public final class HistorySubresource implements SubresourceHandler {

    private final ClusterViews views;
    private final HistoryReading reading;

    public HistorySubresource(ClusterViews views, HistoryReading reading) {
        this.views = views;
        this.reading = reading;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        return ApiResponse.json(200, reading.answer(ServedCluster.of(request, target, views), request.query()));
    }
}
