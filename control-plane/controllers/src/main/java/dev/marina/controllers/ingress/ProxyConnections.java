package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.ProxyHost.Tcp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where `tcpproxy` leads connections, by way of includes (processHTTPProxyTCPProxy in Contour's httpproxy_processor.go).
final class ProxyConnections {

    private final ProxyWorld world;
    private final ProxyServices services;
    private final Function<GatewayObject, ProxyCondition> conditions;
    private final Set<String> included;

    ProxyConnections(ProxyWorld world, ProxyServices services, Function<GatewayObject, ProxyCondition> conditions, Set<String> included) {
        this.world = world;
        this.services = services;
        this.conditions = conditions;
        this.included = included;
    }

    /// Empty where they cannot be led anywhere, which is told.
    Optional<List<Tcp>> of(GatewayObject root) {
        List<GatewayObject> visited = new ArrayList<>();
        GatewayObject proxy = root;
        while (true) {
            ProxyCondition condition = conditions.apply(proxy);
            visited.add(proxy);
            JsonNode tcp = proxy.spec().path("tcpproxy");
            if (!tcp.isObject()) {
                // An include that leads to one without is nothing to do, and nothing wrong.
                return Optional.of(List.of());
            }
            JsonNode include = tcp.path("include").isObject() ? tcp.path("include") : tcp.path("includes");
            if (!tcp.path("services").isEmpty() && include.isObject()) {
                condition.error("TCPProxyError", "NoServicesAndInclude", "cannot specify services and include in the same httpproxy");
                return Optional.empty();
            }
            if (!tcp.path("services").isEmpty()) {
                return services(condition, proxy, tcp);
            }
            if (!include.isObject()) {
                condition.error("TCPProxyError", "NothingDefined", "either services or inclusion must be specified");
                return Optional.empty();
            }
            Optional<GatewayObject> next = next(condition, proxy, include, visited);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            proxy = next.get();
        }
    }

    private Optional<GatewayObject> next(ProxyCondition condition, GatewayObject proxy, JsonNode include, List<GatewayObject> visited) {
        String namespace = include.path("namespace").asText().isEmpty() ? proxy.namespace() : include.path("namespace").asText();
        Optional<GatewayObject> next = world.proxy(namespace, include.path("name").asText());
        if (next.isEmpty()) {
            condition.error("TCPProxyIncludeError", "IncludeNotFound", "include %s/%s not found", namespace, include.path("name").asText());
            return Optional.empty();
        }
        if (ProxyPlan.root(next.get())) {
            condition.error("TCPProxyIncludeError", "RootIncludesRoot", "root httpproxy cannot include another root httpproxy (%s)", next.get().id());
            return Optional.empty();
        }
        included.add(next.get().id());
        if (visited.stream().anyMatch(each -> each.id().equals(next.get().id()))) {
            condition.error("TCPProxyIncludeError", "IncludeCreatesCycle", "include creates a cycle: %s",
                    Stream.concat(visited.stream(), next.stream()).map(GatewayObject::id).collect(Collectors.joining(" -> ")));
            return Optional.empty();
        }
        return next;
    }

    private Optional<List<Tcp>> services(ProxyCondition condition, GatewayObject proxy, JsonNode tcp) {
        ProxyBalancing balancing = ProxyBalancing.ofConnections(tcp.path("loadBalancerPolicy"), condition);
        Upstream.Aside aside = ProxyPolicies.aside(tcp.path("healthCheckPolicy"));
        Optional<HealthCheck> check = HealthCheck.ofConnections(tcp.path("healthCheckPolicy"));
        List<Tcp> all = new ArrayList<>();
        boolean weighed = tcp.path("services").valueStream().anyMatch(service -> service.path("weight").asLong() > 0);
        for (JsonNode service : tcp.path("services")) {
            try {
                Optional<ProxyServices.Spoken> spoken = services.spoken(condition, proxy, service, "TCPProxyError", "Spec.TCPProxy");
                if (spoken.isEmpty()) {
                    return Optional.empty();
                }
                Optional<Upstream> upstream = services.backends().connection(spoken.get().found(), balancing, aside, check);
                ProxyServices.unchecked(check, upstream, "Spec.TCPProxy.HealthCheckPolicy", condition);
                all.add(new Tcp(upstream, weighed ? ProxyServices.weight(service) : 1,
                        spoken.get().protocol().tls(), spoken.get().trust()));
            } catch (ProxyStop _) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }
}
