package dev.marina.apiserver.http;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import dev.marina.apiserver.authn.Identity;
import dev.marina.store.ClusterRecord;
import java.util.Optional;

/// One request on its way through the filters. A value: a filter that finds something out passes on a copy.
///
/// @param id of this request; appears in its log line, in the audit header and, as a cause, in the log of changes
/// @param tenant first part of the path below `/clusters`, "" at the server's root
/// @param path what follows the cluster in the path, such as `/api/v1/pods`
/// @param cluster empty while unresolved, and when there is no such cluster
/// @param identity empty before authentication
public record ApiRequest(String id, String method, String tenant, String clusterName, String path, Query query, Headers headers,
        Body body, Peer peer, Target target, Optional<ClusterRecord> cluster, Optional<Identity> identity, Cause cause) {

    /// As it came over the line. Throws a [dev.marina.api.StatusException] for what no request can be.
    ///
    /// @param query as it was sent; null for none
    public static ApiRequest read(String id, String method, RequestParser.Located located, String query, Headers headers, byte[] body, Peer peer) {
        Query parsed = Query.parse(query);
        return new ApiRequest(id, method, located.tenant(), located.cluster(), located.path(), parsed, headers,
                new Body.Bytes(body, headers.first("content-type")), peer, RequestParser.target(method, located.path(), parsed), Optional.empty(),
                Optional.empty(), Cause.request(id));
    }

    public ApiRequest withTarget(Target found) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, found, cluster, identity, cause);
    }

    public ApiRequest withCluster(Optional<ClusterRecord> found) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, target, found, identity, cause);
    }

    public ApiRequest withBody(Body other) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, other, peer, target, cluster, identity, cause);
    }

    public ApiRequest withHeaders(Headers others) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, others, body, peer, target, cluster, identity, cause);
    }

    public ApiRequest withIdentity(Identity found) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, target, cluster, Optional.of(found), cause);
    }

    public ApiRequest withCause(Cause believed) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, target, cluster, identity, believed);
    }

    /// After the filters: the cluster is there.
    public ClusterRecord requireCluster() {
        return cluster.orElseThrow(() -> new IllegalStateException("the cluster of request %s is not resolved".formatted(id)));
    }

    public ClusterId clusterId() {
        return requireCluster().id();
    }

    /// After the filters: somebody has a name.
    public Identity requireIdentity() {
        return identity.orElseThrow(() -> new IllegalStateException("request %s is not authenticated".formatted(id)));
    }

    /// Whether it is of a cluster's own people and workloads, or of whoever comes by, and not of the platform's parts: it counts as its
    /// cluster's.
    public boolean counts() {
        return cluster.isPresent() && !(peer instanceof Peer.InProcess) && (requireIdentity().tenants() || requireIdentity().anonymous());
    }

    public Origin origin() {
        return new Origin(requireIdentity().user(), cause);
    }

    /// Whether the answer may take as long as the client likes.
    public boolean longRunning() {
        return target instanceof Target.Resource resource && (resource.verb().equals("watch")
                || switch (resource.subresource()) {
                    case "log" -> query.flag("follow");
                    case "exec", "attach", "portforward", "proxy" -> true;
                    default -> false;
                });
    }
}
