package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyBackends.Found;
import dev.marina.controllers.ingress.ProxyRoute.Backend;
import dev.marina.controllers.ingress.ProxyRoute.CookieFlags;
import dev.marina.controllers.ingress.ProxyRoute.Trust;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import dev.marina.controllers.ingress.RouteOptions.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the Services that routes and `tcpproxy` name: where they are, how they are spoken to, and what is changed for each.
///
/// @param certificates by which their own are checked
record ProxyServices(ProxyBackends backends, ProxyCertificates certificates) {

    private static final String CHECKS = "Spec.Routes.HealthCheckPolicy";

    /// What the route of a Service says of all of its Services.
    ///
    /// @param known what stands for `%CONTOUR_…%`
    /// @param tries how often a request is tried
    record Route(GatewayObject proxy, ProxyCondition condition, JsonNode said, Map<String, String> known, ProxyHeaders.Changes request,
            ProxyHeaders.Changes response, ProxyBalancing balancing, int tries) {}

    /// @param trust how its certificate is checked; empty where it is not
    record Spoken(Found found, Protocol protocol, Optional<Trust> trust) {}

    /// Empty for one that refers to nothing, which is told.
    Optional<Backend> backend(Route route, JsonNode service) throws ProxyStop {
        ProxyCondition condition = route.condition();
        int port = service.path("port").asInt();
        String name = service.path("name").asText();
        if (port < 1 || port > 65_535) {
            throw ProxyStop.told(condition, "ServiceError", "ServicePortInvalid", "service \"%s\": port must be in the range 1-65535", name);
        }
        Optional<Spoken> spoken = spoken(condition, route.proxy(), service, "ServiceError", "Spec.Routes");
        if (spoken.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> more = new HashMap<>(route.known());
        more.put("CONTOUR_SERVICE_NAME", name);
        more.put("CONTOUR_SERVICE_PORT", String.valueOf(port));
        ProxyHeaders.Changes own = headers(condition, service.path("requestHeadersPolicy"), true, more, "ServiceError", "RequestHeadersPolicyInvalid",
                "request");
        ProxyHeaders.Changes back = headers(condition, service.path("responseHeadersPolicy"), false, more, "ServiceError", "ResponseHeadersPolicyInvalid",
                "response");
        List<CookieFlags> cookies = new ArrayList<>(cookies(condition, service.path("cookieRewritePolicies"), "service"));
        cookies(condition, route.said().path("cookieRewritePolicies"), "route").stream()
                .filter(each -> cookies.stream().noneMatch(one -> one.name().equals(each.name()))).forEach(cookies::add);
        Protocol protocol = spoken.get().protocol();
        JsonNode health = route.said().path("healthCheckPolicy");
        Optional<HealthCheck> check = HealthCheck.ofRequests(health, CHECKS, protocol == Protocol.HTTP, condition);
        Optional<Upstream> upstream = backends.upstream(spoken.get().found(), protocol, route.balancing(), route.tries(), ProxyPolicies.aside(health), check);
        unchecked(check, upstream, CHECKS, condition);
        return Optional.of(new Backend(upstream, weight(service), protocol,
                spoken.get().trust(), both(route.request().headers(), own.headers()), both(route.response().headers(), back.headers()),
                own.host().or(route.request()::host), List.copyOf(cookies)));
    }

    static void unchecked(Optional<HealthCheck> wanted, Optional<Upstream> upstream, String field, ProxyCondition condition) {
        if (wanted.isPresent() && upstream.filter(each -> each.check().isEmpty()).isPresent()) {
            condition.ignored(field, "one entrance asks %d pods, and older HTTPProxies have them".formatted(ProxyBackends.MOST_CHECKS));
        }
    }

    /// Empty for one that refers to nothing, which is told.
    ///
    /// @param type of what is told then
    /// @param field in which it is named
    Optional<Spoken> spoken(ProxyCondition condition, GatewayObject proxy, JsonNode service, String type, String field) throws ProxyStop {
        Found found;
        try {
            found = backends.find(proxy.namespace(), service);
        } catch (ProxyBackends.Unresolved e) {
            condition.error(type, "ServiceUnresolvedReference", "%s unresolved service reference: %s", field, e.getMessage());
            return Optional.empty();
        }
        Protocol protocol;
        try {
            protocol = ProxyBackends.protocol(service, found);
        } catch (ProxyBackends.Unresolved e) {
            throw ProxyStop.told(condition, "ServiceError", "UnsupportedProtocol", "%s", e.getMessage());
        }
        boolean checked = protocol.tls() && service.path("validation").isObject();
        return Optional.of(new Spoken(found, protocol, checked ? Optional.of(trust(condition, proxy, service)) : Optional.empty()));
    }

    static ProxyHeaders.Changes headers(ProxyCondition condition, JsonNode policy, boolean host, Map<String, String> known, String type, String reason,
            String which) throws ProxyStop {
        try {
            return ProxyHeaders.changes(policy, host, known);
        } catch (ProxyHeaders.Invalid e) {
            throw ProxyStop.told(condition, type, reason, "%s on %s headers", e.getMessage(), which);
        }
    }

    private Trust trust(ProxyCondition condition, GatewayObject proxy, JsonNode service) throws ProxyStop {
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
                return new Trust(file, name.toLowerCase(Locale.ROOT));
            }
            problem = name.isEmpty() ? "missing subject alternative name" : "subject name \"%s\" is no name of DNS".formatted(name);
        } catch (ProxyCertificates.Unusable e) {
            if (e.permission()) {
                throw ProxyStop.told(condition, "TLSError", "CACertificateNotDelegated",
                        "service.UpstreamValidation.CACertificate Secret \"%s\" is not configured for certificate delegation", whole);
            }
            problem = "invalid CA Secret \"%s\": %s".formatted(whole, e.getMessage());
        }
        throw ProxyStop.told(condition, "ServiceError", "TLSUpstreamValidation", "Service [%s:%d] TLS upstream validation policy error: %s",
                service.path("name").asText(), service.path("port").asInt(), problem);
    }

    private static List<CookieFlags> cookies(ProxyCondition condition, JsonNode policies, String which) throws ProxyStop {
        try {
            return ProxyBrowserPolicies.cookies(policies, condition);
        } catch (ProxyPolicies.Invalid e) {
            throw ProxyStop.told(condition, "RouteError", "CookieRewritePoliciesInvalid", "%s on %s cookie rewrite rules", e.getMessage(), which);
        }
    }

    /// What a Service says of a header counts before what its route does.
    private static List<HeaderChange> both(List<HeaderChange> route, List<HeaderChange> service) {
        return Stream.concat(route.stream().filter(change -> service.stream().noneMatch(own -> own.name().equals(change.name()))), service.stream()).toList();
    }

    static long weight(JsonNode service) {
        return Math.max(0, Math.min(1_000_000, service.path("weight").asLong()));
    }
}
