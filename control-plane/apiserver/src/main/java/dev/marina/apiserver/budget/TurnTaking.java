package dev.marina.apiserver.budget;

import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import java.util.Set;

/// Lets requests that take long of the processor be answered in turns: lists of many objects and all writes. What is read in no time, and
/// what is passed on to another server, takes none.
public final class TurnTaking implements ApiHandler {

    /// A list of no more is read in no time.
    private static final int FEW = 100;
    private static final Set<String> READ_AT_ONCE = Set.of("get", "watch", "proxy");
    private static final Set<String> STORED = Set.of("", "status", "scale", "binding");

    private final ApiHandler next;
    private final Turns turns;
    private final ClusterViews views;

    public TurnTaking(ApiHandler next, Turns turns, ClusterViews views) {
        this.next = next;
        this.turns = turns;
        this.views = views;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (request.cluster().isEmpty() || request.peer() instanceof Peer.InProcess || !takesLong(request)) {
            return next.handle(request);
        }
        try (Turns.Turn _ = turns.take(request.clusterId())) {
            return next.handle(request);
        }
    }

    private boolean takesLong(ApiRequest request) {
        if (!(request.target() instanceof Target.Resource target) || READ_AT_ONCE.contains(target.verb()) || !STORED.contains(target.subresource())) {
            return false;
        }
        return !target.verb().equals("list") || views.current(request.requireCluster()).image().count(target.groupResource()) > FEW;
    }
}
