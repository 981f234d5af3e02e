package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.RouteAction.Share;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The pods behind what routes refer to; each port of a Service is kept once.
final class GatewayBackends {

    private static final int INVALID = 500;
    private static final int NOBODY = 503;
    private static final int MOST_WEIGHT = 1_000_000;

    private final IngressWorld world;
    private final GatewayWorld gateways;
    private final Map<String, Upstream> upstreams = new LinkedHashMap<>();

    GatewayBackends(IngressWorld world, GatewayWorld gateways) {
        this.world = world;
        this.gateways = gateways;
    }

    List<Upstream> upstreams() {
        return List.copyOf(upstreams.values());
    }

    /// What refers to something that is not there, or may not be referred to, is answered with 500, says the specification; what has no pods
    /// with 503.
    ///
    /// @param refs to which is added what cannot be had
    Share share(GatewayObject route, JsonNode reference, boolean grpc, int weight, List<Condition> refs) {
        int bounded = Math.max(0, Math.min(MOST_WEIGHT, weight));
        String name = reference.path("name").asText();
        String namespace = reference.path("namespace").asText(route.namespace());
        if (!reference.path("group").asText("").isEmpty() || !reference.path("kind").asText("Service").equals("Service")) {
            return refused(refs, "InvalidKind", "%s %s is no Service".formatted(reference.path("kind").asText(), name), bounded);
        }
        if (!gateways.granted(route, "", "Service", namespace, name)) {
            return refused(refs, "RefNotPermitted", "no ReferenceGrant of namespace %s lets the route have Service %s".formatted(namespace, name), bounded);
        }
        Optional<Service> service = world.service(namespace, name).filter(found -> !"ExternalName".equals(found.getSpec().getType()));
        if (service.isEmpty()) {
            return refused(refs, "BackendNotFound", "there is no Service %s/%s with pods".formatted(namespace, name), bounded);
        }
        int number = reference.path("port").asInt();
        Optional<ServicePort> port = service.get().getSpec().getPorts().stream()
                .filter(each -> each.getPort() == number && (each.getProtocol() == null || each.getProtocol().equals("TCP"))).findFirst();
        if (port.isEmpty()) {
            return refused(refs, "BackendNotFound", "Service %s/%s has no port %d".formatted(namespace, name, number), bounded);
        }
        if (!grpc && "kubernetes.io/h2c".equals(port.get().getAppProtocol())) {
            return refused(refs, "UnsupportedProtocol", "Service %s/%s speaks HTTP/2 without TLS at port %d; a GRPCRoute may lead there".formatted(namespace,
                    name, number), bounded);
        }
        return new Share(upstream(namespace, name, port.get(), grpc), NOBODY, bounded);
    }

    private static Share refused(List<Condition> refs, String reason, String message, int weight) {
        refs.add(new Condition("ResolvedRefs", false, reason, Listener.plain(message)));
        return new Share(Optional.empty(), INVALID, weight);
    }

    private Optional<Upstream> upstream(String namespace, String service, ServicePort port, boolean grpc) {
        String name = "gw_%s_%s_%d%s".formatted(namespace, service, port.getPort(), grpc ? "_grpc" : "");
        if (!upstreams.containsKey(name)) {
            List<String> servers = Backends.servers(world.slices(namespace, service), Objects.requireNonNullElse(port.getName(), ""));
            if (servers.isEmpty()) {
                return Optional.empty();
            }
            upstreams.put(name, new Upstream(name, "", servers));
        }
        return Optional.of(upstreams.get(name));
    }
}
