package dev.marina.apiserver.subresource;

import dev.marina.apiserver.audit.AuditQuery;
import dev.marina.apiserver.audit.AuditReading;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `clusters/audit` of the management cluster: records of what was asked of the tenant's cluster, the newest first, as an `EventList` of
/// `audit.k8s.io/v1`. See [AuditQuery] for what may be asked.
public final class AuditSubresource implements SubresourceHandler {

    private final ClusterViews views;
    private final AuditReading reading;

    public AuditSubresource(ClusterViews views, AuditReading reading) {
        this.views = views;
        this.reading = reading;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        return reading.page(ServedCluster.of(request, target, views), AuditQuery.of(request.query())).answer();
    }
}
