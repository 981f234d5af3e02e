package dev.marina.apiserver.subresource;

import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `pods/eviction`: a delete that disruption budgets may refuse; none are served yet.
public final class EvictionSubresource implements SubresourceHandler {

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        ApiResponse deleted = writer.delete();
        return deleted.status() >= 400 ? deleted
                : ApiResponse.json(201, Document.object("v1", "Status").edited(root -> root.put("status", "Success").put("code", 201).putObject("metadata")));
    }
}
