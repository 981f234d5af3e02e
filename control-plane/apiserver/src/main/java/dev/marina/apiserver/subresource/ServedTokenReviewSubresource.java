package dev.marina.apiserver.subresource;

import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.ServiceAccountTokens;
import dev.marina.apiserver.authn.TenantMembers;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;

/// `clusters/tokenreviews` of the management cluster: a TokenReview about accounts of the tenant's cluster, for other parts of the platform that a pod
/// comes to. It gives no right in the cluster.
public final class ServedTokenReviewSubresource implements SubresourceHandler {

    private final ClusterViews views;
    private final TenantMembers members;
    private final ServiceAccountTokens tokens;

    public ServedTokenReviewSubresource(ClusterViews views, TenantMembers members, ServiceAccountTokens tokens) {
        this.views = views;
        this.members = members;
        this.tokens = tokens;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        if (members.suspended(target.namespace())) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "tenant \"%s\" is suspended".formatted(target.namespace()));
        }
        return Reviews.token(BodyReader.require(request), ServedCluster.of(request, target, views), tokens);
    }
}
