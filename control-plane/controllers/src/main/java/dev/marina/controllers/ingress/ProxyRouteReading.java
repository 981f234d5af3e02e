package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyRoute.Backend;
import dev.marina.controllers.ingress.ProxyRoute.CookieFlags;
import dev.marina.controllers.ingress.ProxyRoute.Retry;
import dev.marina.controllers.ingress.ProxyRoute.RoutePolicies;
import dev.marina.controllers.ingress.ProxyRoute.Target;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import dev.marina.controllers.ingress.RouteOptions.Protocol;
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
    private static final int CLOSES = 444;

    private final ProxyBackends backends;
    private final ProxyCertificates certificates;

    ProxyRouteReading(ProxyBackends backends, ProxyCertificates certificates) {
        this.backends = backends;
        this.certificates = certificates;
    }

    /// That no route of the HTTPProxy is served. The reason has been told.
    private static final class Stop extends Exception {
        Stop() {
            super("told", null, false, false);
        }
    }

    private static Stop stop(ProxyCondition condition, String type, String reason, String message, Object... values) {
        condition.error(type, reason, message, values);
        return new Stop();
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
        } catch (Stop _) {
            return List.of();
        }
    }

    private static String bare(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static RouteMatch match(ProxyCondition condition, List<JsonNode> above, JsonNode route) throws Stop {
        long actions = Stream.of(route.path("services"), route.path("requestRedirectPolicy"), route.path("directResponsePolicy"))
                .filter(each -> each.isArray() ? !each.isEmpty() : each.isObject()).count();
        if (actions != 1) {
            throw stop(condition, "RouteError", "RouteActionCountNotValid",
                    "must set exactly one of route.services or route.requestRedirectPolicy or route.directResponsePolicy");
        }
        Optional<String> path = ProxyMatching.pathProblem(route.path("conditions"));
        if (path.isPresent()) {
            throw stop(condition, "RouteError", "PathMatchConditionsNotValid", "route: %s", path.get());
        }
        List<JsonNode> all = Stream.concat(above.stream(), route.path("conditions").valueStream()).toList();
        Optional<String> header = ProxyMatching.headerProblem(all);
        if (header.isPresent()) {
            throw stop(condition, "RouteError", "HeaderMatchConditionsNotValid", "%s", header.get());
        }
        Optional<String> param = ProxyMatching.paramProblem(all);
        if (param.isPresent()) {
            throw stop(condition, "RouteError", "QueryParameterMatchConditionsNotValid", "%s", param.get());
        }
        RouteMatch match = ProxyMatching.match(all);
        if (!RequestConditions.fits(match)) {
            throw stop(condition, "RouteError", "PathMatchConditionsNotValid", "route: what its conditions ask for is too long");
        }
        if (match.path().startsWith(GatewayText.MIRROR)) {
            throw stop(condition, "RouteError", "PathMatchConditionsNotValid", "route: paths below %s are the entrance's own", GatewayText.MIRROR);
        }
        return match;
    }

    private ProxyRoute route(GatewayObject proxy, ProxyCondition condition, JsonNode route, RouteMatch given, boolean siblings, boolean tls, String of)
            throws Stop {
        Map<String, String> known = new HashMap<>(Map.of("CONTOUR_NAMESPACE", proxy.namespace()));
        ProxyHeaders.Changes request = headers(condition, route.path("requestHeadersPolicy"), true, known, "RouteError", "RequestHeadersPolicyInvalid",
                "request");
        ProxyHeaders.Changes response = headers(condition, route.path("responseHeadersPolicy"), false, known, "RouteError", "ResponseHeaderPolicyInvalid",
                "response");
        RoutePolicies policies = policies(condition, route, given, siblings, of);
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
        List<Backend> all = new ArrayList<>();
        Optional<Backend> mirror = Optional.empty();
        for (JsonNode service : route.path("services")) {
            Optional<Backend> read = backend(proxy, condition, route, service, balancing, tries, request, response, known);
            boolean copied = service.path("mirror").asBoolean();
            if (copied && read.filter(each -> each.protocol().directive.equals("grpc")).isPresent()) {
                condition.ignored("Spec.Routes.Services.Mirror", "copies are sent by HTTP/1.1 only");
                continue;
            }
            if (read.isPresent() && copied && mirror.isPresent()) {
                throw stop(condition, "ServiceError", "OnlyOneMirror", "only one service per route may be nominated as mirror");
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
        return new ProxyRoute(match, toTls, withAffinity(policies, balancing), new Target.Services(weighed
                ? all
                : all.stream().map(ProxyRouteReading::one)
                        .toList(),
                mirror));
    }

    private static RoutePolicies withAffinity(RoutePolicies policies, ProxyBalancing balancing) {
        return new RoutePolicies(policies.upgrade(), policies.rewrite(), policies.answer(), policies.retry(), policies.addresses(), policies.limit(),
                policies.cors(), balancing.affinity());
    }

    private static Backend one(Backend each) {
        return new Backend(each.upstream(), 1, each.protocol(), each.trust(), each.request(), each.response(), each.host(), each.cookies());
    }

    private static ProxyHeaders.Changes headers(ProxyCondition condition, JsonNode policy, boolean host, Map<String, String> known, String type, String reason,
            String which) throws Stop {
        try {
            return ProxyHeaders.changes(policy, host, known);
        } catch (ProxyHeaders.Invalid e) {
            throw stop(condition, type, reason, "%s on %s headers", e.getMessage(), which);
        }
    }

    private static RoutePolicies policies(ProxyCondition condition, JsonNode route, RouteMatch match, boolean siblings, String of) throws Stop {
        boolean upgrade = route.path("enableWebsockets").asBoolean();
        String at = "TimeoutPolicyNotValid";
        try {
            var answer = ProxyPolicies.answer(route.path("timeoutPolicy"), upgrade);
            at = "RateLimitPolicyNotValid";
            var limit = ProxyPolicies.limit(route.path("rateLimitPolicy"), "Spec.Routes.RateLimitPolicy", of, condition);
            at = "";
            var rewrite = ProxyPolicies.rewrite(route.path("pathRewritePolicy").path("replacePrefix"), match, siblings, condition);
            var addresses = ProxyPolicies.addresses(route, condition);
            ignored(condition, route);
            return new RoutePolicies(upgrade, rewrite, answer, ProxyPolicies.retry(route.path("retryPolicy"), condition), addresses, limit, Optional.empty(),
                    false);
        } catch (ProxyPolicies.Invalid e) {
            if (at.isEmpty()) {
                throw new Stop();
            }
            throw stop(condition, "RouteError", at, at.startsWith("T") ? "route.timeoutPolicy failed to parse: %s" : "route.rateLimitPolicy is invalid: %s",
                    e.getMessage());
        }
    }

    private static void ignored(ProxyCondition condition, JsonNode route) throws Stop {
        String provider = route.path("jwtVerificationPolicy").path("require").asText();
        if (!provider.isEmpty()) {
            throw stop(condition, "JWTVerificationError", "JWTProviderNotDefined", "Route references an undefined JWT provider \"%s\"", provider);
        }
        if (route.path("internalRedirectPolicy").isObject()) {
            condition.ignored("Spec.Routes.InternalRedirectPolicy", "redirects are the client's to follow");
        }
        if (route.path("services").valueStream().anyMatch(service -> service.path("slowStartPolicy").isObject())) {
            condition.ignored("Spec.Routes.Services.SlowStartPolicy", "pods that are ready have their full share");
        }
    }

    // -- where requests go

    private static Target away(ProxyCondition condition, JsonNode said, RouteMatch match) throws Stop {
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
            throw stop(condition, "RouteError", "RequestRedirectPolicy", "route.requestRedirectPolicy is invalid: %s", problem);
        }
        return new Target.Away(status, scheme, host.toLowerCase(java.util.Locale.ROOT), port, whole.or(() -> prefix), whole.isPresent());
    }

    private static Target answer(ProxyCondition condition, JsonNode said) throws Stop {
        int status = said.path("statusCode").asInt();
        String body = said.path("body").asText();
        boolean redirecting = status > 300 && status < 309;
        if (status < 200 || status > 599 || status == CLOSES || redirecting && !body.isEmpty()) {
            throw stop(condition, "RouteError", "DirectResponsePolicyNotValid",
                    "route.directResponsePolicy is invalid: status codes are 200 to 599 without 444, and those that redirect have no body");
        }
        if (!NginxText.fits(ProxyText.body(body)) || body.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7F)) {
            throw stop(condition, "RouteError", "DirectResponsePolicyNotValid",
                    "route.directResponsePolicy is invalid: a body has about 3900 bytes at most, and no control characters but line breaks and tabs");
        }
        return new Target.Answer(status, body);
    }

    /// Empty for one that refers to nothing.
    private Optional<Backend> backend(GatewayObject proxy, ProxyCondition condition, JsonNode route, JsonNode service, ProxyBalancing balancing, int tries,
            ProxyHeaders.Changes request, ProxyHeaders.Changes response, Map<String, String> known) throws Stop {
        int port = service.path("port").asInt();
        String name = service.path("name").asText();
        if (port < 1 || port > 65_535) {
            throw stop(condition, "ServiceError", "ServicePortInvalid", "service \"%s\": port must be in the range 1-65535", name);
        }
        ProxyBackends.Found found;
        try {
            found = backends.find(proxy.namespace(), service);
        } catch (ProxyBackends.Unresolved e) {
            condition.error("ServiceError", "ServiceUnresolvedReference", "Spec.Routes unresolved service reference: %s", e.getMessage());
            return Optional.empty();
        }
        Protocol protocol;
        try {
            protocol = ProxyBackends.protocol(service, found);
        } catch (ProxyBackends.Unresolved e) {
            throw stop(condition, "ServiceError", "UnsupportedProtocol", "%s", e.getMessage());
        }
        Optional<ProxyRoute.Trust> trust = Optional.empty();
        if ((protocol == Protocol.HTTPS || protocol == Protocol.GRPCS) && service.path("validation").isObject()) {
            trust = trust(condition, proxy, service, certificates);
            if (trust.isEmpty()) {
                throw new Stop();
            }
        }
        Map<String, String> more = new HashMap<>(known);
        more.put("CONTOUR_SERVICE_NAME", name);
        more.put("CONTOUR_SERVICE_PORT", String.valueOf(port));
        ProxyHeaders.Changes own = headers(condition, service.path("requestHeadersPolicy"), true, more, "ServiceError", "RequestHeadersPolicyInvalid",
                "request");
        ProxyHeaders.Changes back = headers(condition, service.path("responseHeadersPolicy"), false, more, "ServiceError", "ResponseHeadersPolicyInvalid",
                "response");
        Upstream.Aside aside = ProxyPolicies.aside(route.path("healthCheckPolicy"), "Spec.Routes.HealthCheckPolicy", condition);
        List<CookieFlags> cookies = new ArrayList<>(cookies(condition, service.path("cookieRewritePolicies"), "service"));
        cookies(condition, route.path("cookieRewritePolicies"), "route").stream()
                .filter(each -> cookies.stream().noneMatch(one -> one.name().equals(each.name()))).forEach(cookies::add);
        return Optional.of(new Backend(backends.upstream(found, protocol, balancing, tries, aside), weight(service), protocol, trust,
                both(request.headers(), own.headers()), both(response.headers(), back.headers()), own.host().or(request::host), List.copyOf(cookies)));
    }

    private static List<CookieFlags> cookies(ProxyCondition condition, JsonNode policies, String which) throws Stop {
        try {
            return ProxyPolicies.cookies(policies, condition);
        } catch (ProxyPolicies.Invalid e) {
            throw stop(condition, "RouteError", "CookieRewritePoliciesInvalid", "%s on %s cookie rewrite rules", e.getMessage(), which);
        }
    }

    /// What a Service says of a header counts before what its route does.
    private static List<HeaderChange> both(List<HeaderChange> route, List<HeaderChange> service) {
        return Stream.concat(route.stream().filter(change -> service.stream().noneMatch(own -> own.name().equals(change.name()))), service.stream()).toList();
    }

    static long weight(JsonNode service) {
        return Math.max(0, Math.min(1_000_000, service.path("weight").asLong()));
    }

    /// Empty, and told, where nobody can be trusted.
    static Optional<ProxyRoute.Trust> trust(ProxyCondition condition, GatewayObject proxy, JsonNode service, ProxyCertificates certificates) {
        JsonNode said = service.path("validation");
        String secret = said.path("caSecret").asText();
        String whole = String.join("/", ProxyCertificates.whole(proxy.namespace(), secret));
        String name = said.path("subjectName").asText(said.path("subjectNames").path(0).asText());
        String problem;
        try {
            String file = certificates.authorities(proxy.namespace(), secret);
            if (Paths.host(name).filter(host -> !host.isEmpty() && !host.startsWith("*")).isPresent()) {
                if (said.path("subjectNames").size() > 1) {
                    condition.ignored("Spec.Routes.Services.UpstreamValidation.SubjectNames", "the first is what counts");
                }
                return Optional.of(new ProxyRoute.Trust(file, name.toLowerCase(java.util.Locale.ROOT)));
            }
            problem = name.isEmpty() ? "missing subject alternative name" : "subject name \"%s\" is no name of DNS".formatted(name);
        } catch (ProxyCertificates.Unusable e) {
            if (e.permission()) {
                condition.error("TLSError", "CACertificateNotDelegated",
                        "service.UpstreamValidation.CACertificate Secret \"%s\" is not configured for certificate delegation", whole);
                return Optional.empty();
            }
            problem = "invalid CA Secret \"%s\": %s".formatted(whole, e.getMessage());
        }
        condition.error("ServiceError", "TLSUpstreamValidation", "Service [%s:%d] TLS upstream validation policy error: %s", service.path("name").asText(),
                service.path("port").asInt(), problem);
        return Optional.empty();
    }
}
