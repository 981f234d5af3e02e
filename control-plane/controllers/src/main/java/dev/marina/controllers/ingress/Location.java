package dev.marina.controllers.ingress;

import java.util.Optional;

/// One path of a host, decided.
///
/// @param pattern of a regular expression where `kind` is REGEX; a path otherwise, decoded
/// @param ingress namespace/name of who asks for it, for limits that it has for all of its paths
record Location(Kind kind, String pattern, Target target, RouteOptions options, String ingress) {

    /// A PREFIX ends where an element of the path does, a START anywhere.
    enum Kind {
        EXACT, PREFIX, START, REGEX
    }

    /// Where requests go.
    sealed interface Target {
        /// Nowhere: 503.
        record Nowhere() implements Target {}

        /// @param canary the other one, with who gets it
        record To(Upstream main, Optional<Other> canary, Optional<String> passwords, Optional<StickyCookie> cookie) implements Target {}
    }

    record Other(Upstream upstream, RouteOptions.Canary rule) {}

    /// @param variable of the value by whose hash a pod is chosen
    record StickyCookie(String variable, RouteOptions.Sticky sticky) {}
}
