package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
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
        AuditReading.Page page = reading.page(ServedCluster.of(request, target, views), AuditQuery.of(request.query()));
        ObjectNode list = Document.object("audit.k8s.io/v1", "EventList").root();
        ObjectNode metadata = list.putObject("metadata").put("continue", page.next());
        list.putArray("items").addAll(page.events());
        if (page.unreadable() == 0) {
            return ApiResponse.json(200, Document.of(list));
        }
        metadata.put("unreadable", page.unreadable());
        return ApiResponse.json(200, Document.of(list))
                .warning("%d blocks of records cannot be read, and what they had is left out".formatted(page.unreadable()));
    }
}
