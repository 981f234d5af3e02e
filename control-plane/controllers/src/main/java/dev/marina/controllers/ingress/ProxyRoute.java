package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import dev.marina.controllers.ingress.RouteOptions.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What becomes of requests of an HTTPProxy that are like `match`.
///
/// @param toTls whether requests without TLS are sent to where there is
record ProxyRoute(RouteMatch match, boolean toTls, RoutePolicies policies, Target target) {

    sealed interface Target {
        /// An answer of the entrance's own.
        record Answer(int status, String body) implements Target {}

        /// Each empty part stays as it is; `whole` says whether `path` is all of the new one, or stands for what was matched.
        record Away(int status, String scheme, String host, int port, Optional<String> path, boolean whole) implements Target {}

        /// @param mirror where copies go
        record Services(List<Backend> backends, Optional<Backend> mirror) implements Target {}
    }

    /// One of the Services of a route.
    ///
    /// @param upstream empty where nobody is ready: 503
    /// @param weight in relation to the others'; of a mirror: percent
    /// @param trust how its certificate is checked
    /// @param headers that change, in order
    /// @param host that it is told
    record Backend(Optional<Upstream> upstream, long weight, Protocol protocol, Optional<Trust> trust, List<HeaderChange> request,
            List<HeaderChange> response, Optional<String> host, List<CookieFlags> cookies) {

        Backend weighing(long other) {
            return new Backend(upstream, other, protocol, trust, request, response, host, cookies);
        }
    }

    /// @param file with authorities
    /// @param name that its certificate has to have
    record Trust(String file, String name) {}

    /// @param flags of nginx's, such as `samesite=lax`
    record CookieFlags(String name, List<String> flags) {}

    /// @param answer for which an answer is waited; 0 is for as long as it takes
    /// @param affinity whether whoever has no cookie yet gets one
    record RoutePolicies(boolean upgrade, Optional<Rewrite> rewrite, Optional<Duration> answer, Optional<Retry> retry, Optional<AddressFilter> addresses,
            Optional<RateLimit> limit, Optional<Cors> cors, boolean affinity) {
        static final RoutePolicies NONE = new RoutePolicies(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), false);

        RoutePolicies affinity(boolean wanted) {
            return new RoutePolicies(upgrade, rewrite, answer, retry, addresses, limit, cors, wanted);
        }

        /// What a route says itself counts before what its virtual host says for all; of origins only that one says anything.
        RoutePolicies or(Optional<AddressFilter> usualAddresses, Optional<RateLimit> usualLimit, Optional<Cors> itsCors) {
            return new RoutePolicies(upgrade, rewrite, answer, retry, addresses.or(() -> usualAddresses), limit.or(() -> usualLimit), itsCors, affinity);
        }
    }

    /// Of what a path begins with.
    ///
    /// @param slashes whether a slash behind it is one of both, as Contour's own does where no route tells `/a` from `/a/`
    record Rewrite(String from, String to, boolean slashes) {}

    /// @param on nginx's words for when
    /// @param tries in all
    /// @param each for which each is waited
    record Retry(List<String> on, int tries, Optional<Duration> each) {}

    /// @param allow whether those that are named may come, and not everybody else
    /// @param remote networks of clients
    /// @param peer networks of whoever the connection is from
    record AddressFilter(boolean allow, List<String> remote, List<String> peer) {}

    /// @param zone in which is counted
    /// @param rate nginx's, such as `10r/s`
    /// @param burst of which all may come at once
    /// @param headers of refusals
    record RateLimit(String zone, String rate, long burst, int status, List<HeaderChange> headers) {}

    /// @param origins expressions for all of one; `.` for any
    /// @param any whether every origin is told as `*`
    /// @param maxAge empty where nothing is said
    record Cors(List<String> origins, boolean any, boolean credentials, String methods, String headers, String exposed, String maxAge,
            boolean privateNetwork) {}
}
