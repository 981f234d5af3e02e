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

    public ApiRequest withTarget(Target found) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, found, cluster, identity, cause);
    }

    public ApiRequest withCluster(Optional<ClusterRecord> found) {
        return new ApiRequest(id, method, tenant, clusterName, path, query, headers, body, peer, target, found, identity, cause);
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
