package dev.marina.apiserver.filter;

import dev.marina.api.StatusException;
import dev.marina.apiserver.forward.ForwardedRequests;
import dev.marina.apiserver.forward.Forwarder;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import java.util.Set;

/// Sends a request on to the process that owns the cluster's shard, once. Everything after this filter happens there.
public final class OwnerForwarding implements Filter {

    private static final Set<String> SESSIONS = Set.of("exec", "attach", "portforward");

    private final ClusterStore store;
    private final Forwarder forwarder;

    public OwnerForwarding(ClusterStore store, Forwarder forwarder) {
        this.store = store;
        this.forwarder = forwarder;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (request.cluster().isEmpty() || request.peer() instanceof Peer.InProcess) {
            return next.handle(request);
        }
        try {
            store.epoch(request.clusterId());
        } catch (StoreException.NotOwner e) {
            if (e.owner.isEmpty() || ForwardedRequests.forwarded(request)) {
                throw e;
            }
            if (request.target() instanceof Target.Resource target
                    && (SESSIONS.contains(target.subresource()) || target.subresource().equals("proxy") && !request.headers().first("upgrade").isEmpty())) {
                throw StatusException
                        .unavailable("the cluster is served by another server process, which does not take over open connections; please try again");
            }
            return forwarder.forward(e.owner, request);
        }
        return next.handle(request);
    }
}
