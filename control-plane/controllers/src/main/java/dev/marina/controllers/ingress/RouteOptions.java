package dev.marina.controllers.ingress;

import java.util.List;
import java.util.Optional;

/// What the annotations of one Ingress ask for, checked: every text in it may stand in nginx's configuration as it is, in quotes.
///
/// @param closed something that restricts who may come is asked for and cannot be had: nobody may come
/// @param rewriteTarget what the path becomes; `$1` to `$9` stand for groups of it
/// @param allowed networks that may come; empty means all
/// @param password who may come has to say so
/// @param byService whether the Service's own address is asked instead of its pods', so that no change of these is one of nginx's
/// @param bodySize nginx's text for the largest body, such as `1m`
record RouteOptions(boolean closed, Optional<String> rewriteTarget, boolean regex, Redirect redirect, List<String> allowed, Optional<Password> password,
        Limits limits, String bodySize, Timeouts timeouts, Protocol protocol, Optional<Sticky> sticky, Optional<Canary> canary, boolean byService) {

    static final RouteOptions NONE = new RouteOptions(false, Optional.empty(), false, Redirect.WHERE_TLS, List.of(), Optional.empty(), Limits.NONE, "1m",
            Timeouts.STANDARD, Protocol.HTTP, Optional.empty(), Optional.empty(), false);

    /// When a request without TLS is sent to where there is.
    enum Redirect {
        NEVER, WHERE_TLS, ALWAYS
    }

    /// How the Service is spoken to.
    enum Protocol {
        HTTP("proxy", "http"), HTTPS("proxy", "https"), GRPC("grpc", "grpc"), GRPCS("grpc", "grpcs");

        final String directive;
        final String scheme;

        Protocol(String directive, String scheme) {
            this.directive = directive;
            this.scheme = scheme;
        }

        boolean tls() {
            return this == HTTPS || this == GRPCS;
        }

        boolean grpc() {
            return this == GRPC || this == GRPCS;
        }
    }

    /// @param secret in the Ingress's namespace
    /// @param map each key of the Secret is a user and its value the hashed password; otherwise the key `auth` is a file of both
    record Password(String secret, boolean map, String realm) {}

    /// Of one address; 0 is any number.
    record Limits(int requestsPerSecond, int requestsPerMinute, int burstMultiplier, int connections) {
        static final Limits NONE = new Limits(0, 0, 5, 0);
    }

    record Timeouts(int connectSeconds, int sendSeconds, int readSeconds) {
        static final Timeouts STANDARD = new Timeouts(5, 60, 60);
    }

    /// @param attributes of the cookie, such as `Path=/; HttpOnly`
    record Sticky(String cookie, String attributes) {}

    /// Who gets the other Service: those whose header says so, else those whose cookie says so, else a part of all.
    ///
    /// @param header its name in nginx's variables; empty for none
    /// @param headerValue empty means `always`, and then `never` keeps away
    /// @param cookie empty for none
    /// @param percent of requests, 0 to 100
    record Canary(String header, String headerValue, String cookie, double percent) {}
}
