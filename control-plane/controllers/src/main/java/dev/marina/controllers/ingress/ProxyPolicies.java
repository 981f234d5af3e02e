package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.net.IpPrefix;
import dev.marina.controllers.ingress.ProxyRoute.AddressFilter;
import dev.marina.controllers.ingress.ProxyRoute.RateLimit;
import dev.marina.controllers.ingress.ProxyRoute.Retry;
import dev.marina.controllers.ingress.ProxyRoute.Rewrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Policies of routes and of virtual hosts, each read for itself. What is wrong is said in Contour's words (internal/dag/policy.go); of what
/// nginx cannot do it is said that it is ignored.
final class ProxyPolicies {

    /// Envoy's.
    private static final Duration USUAL_ANSWER = Duration.ofSeconds(15);
    /// For which nothing may pass, where a connection is upgraded.
    private static final Duration USUAL_IDLE = Duration.ofMinutes(5);
    private static final int MOST_TRIES = 10;
    private static final int MOST_NETWORKS = 500;
    private static final Pattern NEW_PATH = Pattern.compile("/?[A-Za-z0-9/._~!&'()*+,;=:@-]{0,1023}");
    private static final Set<Integer> RETRIED = Set.of(403, 404, 429, 500, 502, 503, 504);
    private static final int LARGEST_RATE = 1_000_000;
    /// By which nginx says nothing and closes.
    static final int CLOSES = 444;

    private ProxyPolicies() {}

    static final class Invalid extends Exception {
        Invalid(String message, Object... values) {
            super(message.formatted(values));
        }
    }

    // -- time

    /// nginx counts from one byte to the next: the lesser of both is what counts.
    static Optional<Duration> answer(JsonNode policy, boolean upgrade) throws Invalid {
        Optional<Duration> response = timeout(policy, "response", "response");
        Optional<Duration> idle = timeout(policy, "idle", "idle");
        timeout(policy, "idleConnection", "idle connection");
        Duration usual = upgrade ? USUAL_IDLE : USUAL_ANSWER;
        Duration first = response.orElse(upgrade && idle.isPresent() ? idle.get() : usual);
        return Optional.of(idle.filter(each -> !each.isZero() && (first.isZero() || each.compareTo(first) < 0)).orElse(first));
    }

    private static Optional<Duration> timeout(JsonNode policy, String field, String name) throws Invalid {
        try {
            Optional<Duration> read = GoDuration.timeout(policy.path(field).asText());
            if (read.filter(Duration::isNegative).isPresent()) {
                throw new Invalid("error parsing %s timeout: \"%s\" is less than nothing", name, policy.path(field).asText());
            }
            return read;
        } catch (GoDuration.Unreadable e) {
            throw new Invalid("error parsing %s timeout: %s", name, e.getMessage());
        }
    }

    static Optional<Retry> retry(JsonNode policy, ProxyCondition condition) {
        if (!policy.isObject()) {
            return Optional.empty();
        }
        long count = policy.path("count").asLong(0);
        int tries = count < 0 ? 1 : 1 + (int) Math.min(MOST_TRIES - 1, Math.max(1, count));
        if (count >= MOST_TRIES) {
            condition.ignored("Spec.Routes.RetryPolicy.NumRetries", "%d retries are served".formatted(MOST_TRIES - 1));
        }
        Set<String> on = new LinkedHashSet<>();
        List<String> asked = new ArrayList<>();
        policy.path("retryOn").forEach(each -> asked.add(each.asText()));
        for (String each : asked.isEmpty() ? List.of("5xx") : asked) {
            switch (each) {
                case "5xx" -> on.addAll(List.of("error", "timeout", "invalid_header", "http_500", "http_502", "http_503", "http_504"));
                case "gateway-error" -> on.addAll(List.of("http_502", "http_503", "http_504"));
                case "reset" -> on.addAll(List.of("error", "timeout", "invalid_header"));
                case "connect-failure", "refused-stream" -> on.add("error");
                case "retriable-status-codes" -> policy.path("retriableStatusCodes").forEach(code -> {
                    if (RETRIED.contains(code.asInt())) {
                        on.add("http_" + code.asInt());
                    } else {
                        condition.ignored("Spec.Routes.RetryPolicy.RetriableStatusCodes", "%d is not served; %s are".formatted(code.asInt(),
                                RETRIED.stream().sorted().toList()));
                    }
                });
                default -> condition.ignored("Spec.Routes.RetryPolicy.RetryOn", "%s is not served".formatted(each));
            }
        }
        Optional<Duration> tried = Optional.empty();
        try {
            tried = GoDuration.timeout(policy.path("perTryTimeout").asText()).filter(each -> !each.isNegative());
        } catch (GoDuration.Unreadable _) {
            // As upstream: then it is the usual one.
        }
        return Optional.of(new Retry(on.isEmpty() || tries == 1 ? List.of("off") : List.copyOf(on), tries, tried));
    }

    /// nginx also counts what it finds out by requests.
    ///
    /// @param policy of health checks, whose standards are Contour's
    static Upstream.Aside aside(JsonNode policy) {
        if (!policy.isObject()) {
            return Upstream.Aside.AT_ONCE;
        }
        return new Upstream.Aside((int) Math.max(1, Math.min(100, policy.path("unhealthyThresholdCount").asLong(3))),
                (int) Math.max(1, Math.min(3_600, policy.path("intervalSeconds").asLong(5))));
    }

    // -- paths

    /// @param siblings whether another route of the HTTPProxy has the same prefix with or without a slash
    static Optional<Rewrite> rewrite(JsonNode replacements, RouteMatch match, boolean siblings, ProxyCondition condition) throws ProxyStop {
        if (replacements.isEmpty()) {
            return Optional.empty();
        }
        if (match.kind() != Location.Kind.START) {
            throw ProxyStop.told(condition, "PrefixReplaceError", "MustHavePrefix", "cannot specify prefix replacements without a prefix condition");
        }
        Set<String> prefixes = new HashSet<>();
        for (JsonNode each : replacements) {
            String prefix = each.path("prefix").asText();
            if (!prefixes.add(prefix)) {
                throw ProxyStop.told(condition, "PrefixReplaceError", prefix.isEmpty() ? "AmbiguousReplacement" : "DuplicateReplacement",
                        prefix.isEmpty() ? "ambiguous prefix replacement" : "duplicate replacement prefix '%s'", prefix);
            }
            if (!path(each.path("replacement").asText())) {
                throw ProxyStop.told(condition, "PrefixReplaceError", "InvalidReplacement",
                        "replacement \"%s\" is not served; letters, digits and / . _ ~ ! & ' ( ) * + , ; = : @ - are", each.path("replacement").asText());
            }
        }
        Optional<JsonNode> own = replacements.valueStream().filter(each -> each.path("prefix").asText().equals(match.path())).findFirst();
        Optional<JsonNode> any = replacements.valueStream().filter(each -> each.path("prefix").asText().isEmpty()).findFirst();
        return own.or(() -> any).map(each -> {
            String to = each.path("replacement").asText();
            return new Rewrite(match.path(), to.startsWith("/") ? to : "/" + to, !siblings && !match.path().equals("/"));
        });
    }

    static boolean path(String text) {
        return NEW_PATH.matcher(text).matches();
    }

    // -- who may come

    static Optional<AddressFilter> addresses(JsonNode of, ProxyCondition condition) throws Invalid {
        JsonNode allow = of.path("ipAllowPolicy");
        JsonNode deny = of.path("ipDenyPolicy");
        if (!allow.isEmpty() && !deny.isEmpty()) {
            condition.error("IPFilterError", "IncompatibleIPAddressFilters", "cannot specify both `ipAllowPolicy` and `ipDenyPolicy`");
            throw new Invalid("invalid ip filter");
        }
        if (allow.isEmpty() && deny.isEmpty()) {
            return Optional.empty();
        }
        List<String> remote = new ArrayList<>();
        List<String> peer = new ArrayList<>();
        for (JsonNode each : allow.isEmpty() ? deny : allow) {
            Optional<IpPrefix> network = network(each.path("cidr").asText());
            if (network.isEmpty() || remote.size() + peer.size() >= MOST_NETWORKS) {
                condition.error("IPFilterError", "InvalidCIDR", "%s failed to parse: invalid CIDR address: %1$s%s", each.path("cidr").asText(),
                        network.isEmpty() ? "" : ", of which %d are served".formatted(MOST_NETWORKS));
                throw new Invalid("invalid CIDR address: %s", each.path("cidr").asText());
            }
            (each.path("source").asText().equals("Peer") ? peer : remote).add(network.get().toString());
        }
        return Optional.of(new AddressFilter(!allow.isEmpty(), remote, peer));
    }

    private static Optional<IpPrefix> network(String text) {
        try {
            return Optional.of(IpPrefix.require(text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32")));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// @param of what is limited, for the name of what is counted
    static Optional<RateLimit> limit(JsonNode policy, String field, String of, ProxyCondition condition) throws Invalid {
        if (policy.path("global").isObject()) {
            condition.ignored(field + ".Global", "there is no rate limit service; local limits are served");
        }
        JsonNode local = policy.path("local");
        if (!local.isObject()) {
            return Optional.empty();
        }
        long requests = local.path("requests").asLong();
        long burst = local.path("burst").asLong();
        if (requests <= 0 || requests > LARGEST_RATE || burst < 0 || burst > LARGEST_RATE) {
            throw new Invalid("invalid requests value %d in local rate limit policy", requests);
        }
        String rate = switch (local.path("unit").asText()) {
            case "second" -> requests + "r/s";
            case "minute" -> requests + "r/m";
            // What nginx counts least is one in a minute.
            case "hour" -> Math.ceilDiv(requests, 60) + "r/m";
            default -> throw new Invalid("invalid unit \"%s\" in local rate limit policy", local.path("unit").asText());
        };
        int status = local.path("responseStatusCode").asInt();
        ObjectNode added = Document.mapper().createObjectNode();
        added.set("set", local.path("responseHeadersToAdd").isArray() ? local.path("responseHeadersToAdd") : added.arrayNode());
        try {
            return Optional.of(new RateLimit("px_rate_" + Certificates.hash(of), rate, requests + burst,
                    status >= 400 && status <= 599 && status != CLOSES ? status : 429, ProxyHeaders.changes(added, false, Map.of()).headers()));
        } catch (ProxyHeaders.Invalid e) {
            throw new Invalid("%s", e.getMessage());
        }
    }
}
