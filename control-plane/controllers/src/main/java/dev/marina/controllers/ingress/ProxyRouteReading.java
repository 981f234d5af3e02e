package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyRoute.AddressFilter;
import dev.marina.controllers.ingress.ProxyRoute.Backend;
import dev.marina.controllers.ingress.ProxyRoute.RateLimit;
import dev.marina.controllers.ingress.ProxyRoute.Retry;
import dev.marina.controllers.ingress.ProxyRoute.Rewrite;
import dev.marina.controllers.ingress.ProxyRoute.RoutePolicies;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the routes of one HTTPProxy, in the place that its including ones gave it. One that is wrong takes all of them with it, as upstream;
/// what refers to nothing does not.
final class ProxyRouteReading {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302);

    private final ProxyServices services;

    ProxyRouteReading(ProxyServices services) {
        this.services = services;
    }

    /// @param above conditions of the includes that lead here
    /// @param tls whether the virtual host has TLS
    List<ProxyRoute> routes(GatewayObject proxy, List<JsonNode> above, boolean tls, ProxyCondition condition) {
        JsonNode said = proxy.spec().path("routes");
        try {
            List<RouteMatch> matches = new ArrayList<>();
            for (JsonNode route : said) {
                matches.add(match(condition, above, route));
            }
            Map<String, Long> siblings = matches.stream().filter(match -> match.kind() == Location.Kind.START)
                    .collect(Collectors.groupingBy(match -> bare(match.path()), Collectors.counting()));
            List<ProxyRoute> all = new ArrayList<>();
            for (int i = 0; i < said.size(); i++) {
                RouteMatch match = matches.get(i);
                all.add(route(proxy, condition, said.get(i), match, siblings.getOrDefault(bare(match.path()), 0L) > 1, tls, proxy.id() + " " + i));
            }
            return all;
        } catch (ProxyStop _) {
            return List.of();
        }
    }

    private static String bare(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static RouteMatch match(ProxyCondition condition, List<JsonNode> above, JsonNode route) throws ProxyStop {
        long actions = Stream.of(route.path("services"), route.path("requestRedirectPolicy"), route.path("directResponsePolicy"))
                .filter(each -> each.isArray() ? !each.isEmpty() : each.isObject()).count();
        if (actions != 1) {
            throw ProxyStop.told(condition, "RouteError", "RouteActionCountNotValid",
                    "must set exactly one of route.services or route.requestRedirectPolicy or route.directResponsePolicy");
        }
        Optional<String> path = ProxyMatching.pathProblem(route.path("conditions"));
        if (path.isPresent()) {
            throw ProxyStop.told(condition, "RouteError", "PathMatchConditionsNotValid", "route: %s", path.get());
        }
        List<JsonNode> all = Stream.concat(above.stream(), route.path("conditions").valueStream()).toList();
        Optional<String> header = ProxyMatching.headerProblem(all);
        if (header.isPresent()) {
            throw ProxyStop.told(condition, "RouteError", "HeaderMatchConditionsNotValid", "%s", header.get());
        }
        Optional<String> param = ProxyMatching.paramProblem(all);
        if (param.isPresent()) {
            throw ProxyStop.told(condition, "RouteError", "QueryParameterMatchConditionsNotValid", "%s", param.get());
        }
        RouteMatch match = ProxyMatching.match(all);
        if (!RequestConditions.fits(match)) {
            throw ProxyStop.told(condition, "RouteError", "PathMatchConditionsNotValid", "route: what its conditions ask for is too long");
        }
        if (match.path().startsWith(GatewayText.MIRROR)) {
            throw ProxyStop.told(condition, "RouteError", "PathMatchConditionsNotValid", "route: paths below %s are the entrance's own", GatewayText.MIRROR);
        }
        return match;
    }

    private ProxyRoute route(GatewayObject proxy, ProxyCondition condition, JsonNode route, RouteMatch given, boolean siblings, boolean tls, String id)
            throws ProxyStop {
        Map<String, String> known = new HashMap<>(Map.of("CONTOUR_NAMESPACE", proxy.namespace()));
        ProxyHeaders.Changes request = ProxyServices.headers(condition, route.path("requestHeadersPolicy"), true, known, "RouteError",
                "RequestHeadersPolicyInvalid",
                "request");
        ProxyHeaders.Changes response = ProxyServices.headers(condition, route.path("responseHeadersPolicy"), false, known, "RouteError",
                "ResponseHeaderPolicyInvalid",
                "response");
        RoutePolicies policies = policies(condition, route, given, siblings, id);
        RouteMatch match = policies.rewrite().filter(ProxyRoute.Rewrite::slashes).isEmpty()
                ? given
                : new RouteMatch(given.kind(), bare(given.path()), given.method(), given.headers(), given.params());
        boolean toTls = tls && !route.path("permitInsecure").asBoolean();
        if (route.path("requestRedirectPolicy").isObject()) {
            return new ProxyRoute(match, toTls, policies, away(condition, route.path("requestRedirectPolicy"), match));
        }
        if (route.path("directResponsePolicy").isObject()) {
            return new ProxyRoute(match, toTls, policies, answer(condition, route.path("directResponsePolicy")));
        }
        ProxyBalancing balancing = ProxyBalancing.of(route.path("loadBalancerPolicy"), condition);
        int tries = policies.retry().map(Retry::tries).orElse(1);
        ProxyServices.Route of = new ProxyServices.Route(proxy, condition, route, known, request, response, balancing, tries);
        List<Backend> all = new ArrayList<>();
        Optional<Backend> mirror = Optional.empty();
        for (JsonNode service : route.path("services")) {
            Optional<Backend> read = services.backend(of, service);
            boolean copied = service.path("mirror").asBoolean();
            if (copied && read.filter(each -> each.protocol().grpc()).isPresent()) {
                condition.ignored("Spec.Routes.Services.Mirror", "copies are sent by HTTP/1.1 only");
                continue;
            }
            if (read.isPresent() && copied && mirror.isPresent()) {
                throw ProxyStop.told(condition, "ServiceError", "OnlyOneMirror", "only one service per route may be nominated as mirror");
            }
            if (copied) {
                mirror = read;
            } else {
                read.ifPresent(all::add);
            }
        }
        if (all.isEmpty()) {
            return new ProxyRoute(match, toTls, policies, new Target.Answer(503, ""));
        }
        boolean weighed = all.stream().anyMatch(each -> each.weight() > 0);
        return new ProxyRoute(match, toTls, policies.affinity(balancing.affinity()), new Target.Services(weighed
                ? all
                : all.stream().map(each -> each.weighing(1)).toList(),
                mirror));
    }

    private static RoutePolicies policies(ProxyCondition condition, JsonNode route, RouteMatch match, boolean siblings, String of) throws ProxyStop {
        boolean upgrade = route.path("enableWebsockets").asBoolean();
        Optional<Duration> answer = read(condition, "TimeoutPolicyNotValid", "route.timeoutPolicy failed to parse: %s",
                () -> ProxyPolicies.answer(route.path("timeoutPolicy"), upgrade));
        Optional<RateLimit> limit = read(condition, "RateLimitPolicyNotValid", "route.rateLimitPolicy is invalid: %s",
                () -> ProxyPolicies.limit(route.path("rateLimitPolicy"), "Spec.Routes.RateLimitPolicy", of, condition));
        Optional<Rewrite> rewrite = ProxyPolicies.rewrite(route.path("pathRewritePolicy").path("replacePrefix"), match, siblings, condition);
        Optional<AddressFilter> addresses = addresses(condition, route);
        ignored(condition, route);
        return new RoutePolicies(upgrade, rewrite, answer, ProxyPolicies.retry(route.path("retryPolicy"), condition), addresses, limit, Optional.empty(),
                false);
    }

    @FunctionalInterface
    private interface Policy<T> {
        T read() throws ProxyPolicies.Invalid;
    }

    private static <T> T read(ProxyCondition condition, String reason, String message, Policy<T> policy) throws ProxyStop {
        try {
            return policy.read();
        } catch (ProxyPolicies.Invalid e) {
            throw ProxyStop.told(condition, "RouteError", reason, message, e.getMessage());
        }
    }

    private static Optional<AddressFilter> addresses(ProxyCondition condition, JsonNode route) throws ProxyStop {
        try {
            return ProxyPolicies.addresses(route, condition);
        } catch (ProxyPolicies.Invalid _) {
            // That which is wrong with them has been told.
            throw new ProxyStop();
        }
    }

    private static void ignored(ProxyCondition condition, JsonNode route) throws ProxyStop {
        String provider = route.path("jwtVerificationPolicy").path("require").asText();
        if (!provider.isEmpty()) {
            throw ProxyStop.told(condition, "JWTVerificationError", "JWTProviderNotDefined", "Route references an undefined JWT provider \"%s\"", provider);
        }
        if (route.path("internalRedirectPolicy").isObject()) {
            condition.ignored("Spec.Routes.InternalRedirectPolicy", "redirects are the client's to follow");
        }
        if (route.path("services").valueStream().anyMatch(service -> service.path("slowStartPolicy").isObject())) {
            condition.ignored("Spec.Routes.Services.SlowStartPolicy", "pods that are ready have their full share");
        }
    }

    // -- where requests go

    private static Target away(ProxyCondition condition, JsonNode said, RouteMatch match) throws ProxyStop {
        String host = said.path("hostname").asText();
        String scheme = said.path("scheme").asText();
        int status = said.path("statusCode").asInt(302);
        int port = said.path("port").asInt();
        Optional<String> whole = Optional.of(said.path("path").asText()).filter(text -> !text.isEmpty());
        Optional<String> prefix = Optional.of(said.path("prefix").asText()).filter(text -> !text.isEmpty());
        String problem = "";
        if (whole.isPresent() && prefix.isPresent()) {
            problem = "cannot specify both redirect path and redirect prefix";
        } else if (!host.isEmpty() && Paths.host(host).filter(name -> !name.startsWith("*")).isEmpty()) {
            problem = "hostname \"%s\" is no name of DNS".formatted(host);
        } else if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https") || !REDIRECTS.contains(status) || port < 0 || port > 65_535) {
            problem = "schemes are http and https, status codes 301 and 302, ports 1 to 65535";
        } else if (!Stream.concat(whole.stream(), prefix.stream()).allMatch(ProxyPolicies::path)) {
            problem = "a new path has letters, digits and / . _ ~ ! & ' ( ) * + , ; = : @ -";
        } else if (prefix.isPresent() && match.kind() != Location.Kind.START) {
            problem = "a prefix is replaced where the route has a prefix condition";
        }
        if (!problem.isEmpty()) {
            throw ProxyStop.told(condition, "RouteError", "RequestRedirectPolicy", "route.requestRedirectPolicy is invalid: %s", problem);
        }
        return new Target.Away(status, scheme, host.toLowerCase(java.util.Locale.ROOT), port, whole.or(() -> prefix), whole.isPresent());
    }

    private static Target answer(ProxyCondition condition, JsonNode said) throws ProxyStop {
        int status = said.path("statusCode").asInt();
        String body = said.path("body").asText();
        boolean redirecting = status > 300 && status < 309;
        if (status < 200 || status > 599 || status == ProxyPolicies.CLOSES || redirecting && !body.isEmpty()) {
            throw ProxyStop.told(condition, "RouteError", "DirectResponsePolicyNotValid",
                    "route.directResponsePolicy is invalid: status codes are 200 to 599 without 444, and those that redirect have no body");
        }
        if (!NginxText.fits(ProxyText.body(body)) || body.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7F)) {
            throw ProxyStop.told(condition, "RouteError", "DirectResponsePolicyNotValid",
                    "route.directResponsePolicy is invalid: a body has about 3900 bytes at most, and no control characters but line breaks and tabs");
        }
        return new Target.Answer(status, body);
    }
}
