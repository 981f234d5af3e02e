package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// How one of a Service's pods is chosen (loadBalancerRequestHashPolicies in Contour's internal/dag/policy.go).
///
/// @param directive of nginx's; empty for turns
/// @param key by whose hash one is chosen; empty for none
record ProxyBalancing(String directive, List<Part> key) {

    static final String AFFINITY_COOKIE = "X-Contour-Session-Affinity";

    private static final ProxyBalancing TURNS = new ProxyBalancing("", List.of());
    private static final int MOST_PARTS = 8;

    enum Kind {
        ADDRESS, HEADER, PARAM, COOKIE
    }

    /// @param terminal whether nothing behind it counts, where the request has it
    record Part(Kind kind, String name, boolean terminal) {}

    boolean affinity() {
        return key.stream().anyMatch(part -> part.kind == Kind.COOKIE);
    }

    /// The variable's name.
    static String variable(List<Part> key) {
        return "px_key_" + Certificates.hash(key.toString());
    }

    static ProxyBalancing of(JsonNode policy, ProxyCondition condition) {
        return switch (policy.path("strategy").asText()) {
            case "WeightedLeastRequest" -> new ProxyBalancing("least_conn", List.of());
            case "Random" -> new ProxyBalancing("random", List.of());
            case "Cookie" -> hash(List.of(new Part(Kind.COOKIE, AFFINITY_COOKIE, false)));
            case "RequestHash" -> hash(policy.path("requestHashPolicies"), condition);
            default -> TURNS;
        };
    }

    /// Of connections, of which nothing is known but who they are from.
    static ProxyBalancing ofConnections(JsonNode policy, ProxyCondition condition) {
        String strategy = policy.path("strategy").asText();
        if (strategy.equals("Cookie") || strategy.equals("RequestHash")) {
            condition.warning("TCPProxyError", "IgnoredField", "ignoring field \"Spec.TCPProxy.LoadBalancerPolicy\"; %s load balancer policy is not supported "
                    + "for TCPProxies", strategy);
            return TURNS;
        }
        return of(policy, condition);
    }

    private static ProxyBalancing hash(List<Part> key) {
        return new ProxyBalancing("hash $%s consistent".formatted(variable(key)), key);
    }

    private static ProxyBalancing hash(JsonNode policies, ProxyCondition condition) {
        List<Part> key = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (JsonNode each : policies) {
            boolean address = each.path("hashSourceIP").asBoolean();
            JsonNode header = each.path("headerHashOptions");
            JsonNode param = each.path("queryParameterHashOptions");
            if ((address ? 1 : 0) + (header.isObject() ? 1 : 0) + (param.isObject() ? 1 : 0) != 1) {
                ignored(condition, "request hash policy, must set exactly one of hashSourceIP or headerHashOptions or queryParameterHashOptions");
                continue;
            }
            String name = address
                    ? ""
                    : header.isObject()
                            ? ProxyHeaders.canonical(header.path("headerName").asText())
                            : param.path("parameterName").asText().toLowerCase(Locale.ROOT);
            Kind kind = address ? Kind.ADDRESS : header.isObject() ? Kind.HEADER : Kind.PARAM;
            if (kind == Kind.HEADER && !name.matches("[-A-Za-z0-9]{1,256}")) {
                ignored(condition,
                        "header hash policy options with invalid header name \"%s\": [a valid HTTP header must consist of alphanumeric characters or '-' "
                                + "(e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')]",
                        name);
            } else if (kind == Kind.PARAM && !name.matches("[a-z0-9._~-]{1,256}")) {
                ignored(condition, name.isEmpty()
                        ? "query parameter hash policy options with an invalid empty query parameter name"
                        : "query parameter hash policy options with the query parameter name \"%s\"; letters, digits and . _ ~ - are served", name);
            } else if (!known.add(kind + name)) {
                ignored(condition, switch (kind) {
                    case ADDRESS, COOKIE -> "request hash policy, hashSourceIP specified multiple times";
                    case HEADER -> "header hash policy options with duplicated header name %s";
                    case PARAM -> "query parameter hash policy options with duplicated query parameter name %s";
                }, name);
            } else if (key.size() < MOST_PARTS) {
                key.add(new Part(kind, name, each.path("terminal").asBoolean()));
            } else {
                ignored(condition, "request hash policy, %d are served", MOST_PARTS);
            }
        }
        if (key.isEmpty()) {
            ignored(condition, "request hash policy options, setting load balancer strategy to default RoundRobin");
            return TURNS;
        }
        return hash(key);
    }

    private static void ignored(ProxyCondition condition, String what, Object... values) {
        condition.warning("SpecError", "IgnoredField", "ignoring invalid " + what, values);
    }
}
