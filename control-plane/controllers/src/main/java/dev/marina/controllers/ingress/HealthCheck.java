package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How pods are asked whether they serve, by the entrance's own pod: one that fails is taken out of its upstream until it serves again. What
/// is not said is as Contour has it (HTTPHealthCheckPolicy and TCPHealthCheckPolicy in apis/projectcontour/v1/httpproxy.go).
///
/// @param request empty: whether they accept connections
/// @param everySeconds from the beginning of one question to that of the next
/// @param limitSeconds in which a pod has to answer
/// @param bad so many answers in a row take a pod out
/// @param good and so many put it back
record HealthCheck(Optional<Request> request, int everySeconds, int limitSeconds, int bad, int good) {

    /// Name of the file with [#line] of each pod that is asked.
    static final String FILE = "checks";
    /// A tenant may let its entrance ask no more often than that.
    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 3_600;
    /// So long a question may stay open, of which the entrance has so many places.
    private static final int LONGEST_SECONDS = 10;
    private static final int MOST_ANSWERS = 100;
    private static final int MOST_RANGES = 16;
    private static final String HOST = "contour-envoy-healthcheck";
    private static final Pattern HOSTS = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:\\d{1,5})?");
    private static final Pattern PATHS = Pattern.compile("/[A-Za-z0-9/._~!&()*+,;=:@%?-]{0,1023}");

    /// @param expected ranges of statuses, the end of each not among them
    record Request(String host, String path, List<Range> expected) {}

    record Range(int start, int end) {}

    /// Empty where there is no policy, or one that cannot be followed, which is told.
    ///
    /// @param asking whether pods are spoken to so that they can be asked by a request
    static Optional<HealthCheck> ofRequests(JsonNode policy, String field, boolean asking, ProxyCondition condition) {
        if (!policy.isObject()) {
            return Optional.empty();
        }
        String path = policy.path("path").asText();
        String host = policy.path("host").asText();
        if (!PATHS.matcher(path).matches()) {
            condition.ignored(field, "Path \"%s\" is not asked for; one that begins with / and has letters, digits and / . _ ~ ! & ( ) * + , ; = : @ %% ? - is"
                    .formatted(path));
            return Optional.empty();
        }
        if (!host.isEmpty() && !HOSTS.matcher(host).matches()) {
            condition.ignored(field, "Host \"%s\" is no name of DNS".formatted(host));
            return Optional.empty();
        }
        if (!asking) {
            condition.ignored(field + ".Path", "pods that are spoken to by TLS or HTTP/2 are asked only whether they accept connections");
            return Optional.of(of(policy, Optional.empty()));
        }
        List<Range> expected = new ArrayList<>();
        for (JsonNode each : policy.path("expectedStatuses")) {
            int start = each.path("start").asInt();
            int end = each.path("end").asInt();
            if (start >= 100 && start < end && end <= 600 && expected.size() < MOST_RANGES) {
                expected.add(new Range(start, end));
            } else {
                condition.ignored(field + ".ExpectedStatuses",
                        "%d to %d is no range of statuses, or there are more than %d".formatted(start, end, MOST_RANGES));
            }
        }
        return Optional.of(of(policy, Optional.of(new Request(host.isEmpty() ? HOST : host, path,
                expected.isEmpty() ? List.of(new Range(200, 201)) : List.copyOf(expected)))));
    }

    static Optional<HealthCheck> ofConnections(JsonNode policy) {
        return policy.isObject() ? Optional.of(of(policy, Optional.empty())) : Optional.empty();
    }

    private static HealthCheck of(JsonNode policy, Optional<Request> request) {
        int every = number(policy, "intervalSeconds", 5, LEAST_SECONDS, MOST_SECONDS);
        return new HealthCheck(request, every, number(policy, "timeoutSeconds", 2, 1, LONGEST_SECONDS),
                number(policy, "unhealthyThresholdCount", 3, 1, MOST_ANSWERS), number(policy, "healthyThresholdCount", 2, 1, MOST_ANSWERS));
    }

    /// Zero is what is not said, as in Contour.
    private static int number(JsonNode policy, String field, int usual, int least, int most) {
        long said = policy.path(field).asLong();
        return Math.clamp(said <= 0 ? usual : said, least, most);
    }

    /// What one question consists of, in words without spaces: see `ingress.sh`, which asks.
    ///
    /// @param server address and port; IPv6 in brackets
    private String question(String server) {
        int colon = server.lastIndexOf(':');
        String address = server.substring(0, colon).replaceAll("[\\[\\]]", "");
        String what = request.map(each -> "%s %s %s".formatted(
                String.join(",", each.expected.stream().map(range -> range.start + "-" + range.end).toList()), each.host, each.path)).orElse("- - -");
        return "%d %d %d %d %s %s %s".formatted(everySeconds, limitSeconds, bad, good, address, server.substring(colon + 1), what);
    }

    /// By which nginx's server and the question about it know each other. The same question has the same, so that what was found out counts on.
    String id(String server) {
        return Certificates.hash(question(server));
    }

    String line(String server) {
        return id(server) + " " + question(server);
    }
}
