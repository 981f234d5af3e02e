package dev.marina.controllers.ingress;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What becomes of a request that a rule takes.
///
/// @param grpc whether it is spoken to pods by gRPC
/// @param requestHeaders what changes in the request's headers, in order
/// @param responseHeaders the same of the answer's
/// @param host that the pods are told
/// @param seconds for which an answer is waited; empty: as is usual, 0: for as long as it takes
record RouteAction(boolean grpc, List<HeaderChange> requestHeaders, List<HeaderChange> responseHeaders, Optional<PathChange> rewrite, Optional<String> host,
        Optional<Redirect> redirect, List<Share> mirrors, List<Share> shares, Optional<Integer> seconds) {

    /// @param value ignored where it is removed
    record HeaderChange(Kind kind, String name, String value) {
        enum Kind {
            SET, ADD, REMOVE
        }
    }

    /// Of a path: all of it, or the prefix that was matched.
    record PathChange(boolean whole, String text) {}

    /// Each empty part stays as it is.
    record Redirect(int status, String scheme, String host, int port, Optional<PathChange> path) {}

    /// Where a part of the requests goes.
    ///
    /// @param upstream empty where it goes nowhere: then it is answered with `status`
    /// @param weight in relation to the others'
    record Share(Optional<Upstream> upstream, int status, int weight) {}

    static final Map<String, HeaderChange.Kind> CHANGES = Map.of("set", HeaderChange.Kind.SET, "add", HeaderChange.Kind.ADD, "remove",
            HeaderChange.Kind.REMOVE);
}
