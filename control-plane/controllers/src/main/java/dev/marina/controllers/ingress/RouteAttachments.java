package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// To which listeners one route attaches, and why not to others.
///
/// @param parents those of its references that are Gateways of ours
/// @param read its rules, once they are
record RouteAttachments(List<Parent> parents, Optional<RouteReading.Read> read) {

    /// @param accepted says why not, where the route attaches to nothing of it
    record Parent(JsonNode reference, List<Attached> attached, Condition accepted) {}

    /// @param hostnames under which it is served there
    record Attached(Listener listener, Set<String> hostnames) {}

    List<Attached> attached() {
        return parents.stream().flatMap(parent -> parent.attached.stream()).distinct().toList();
    }

    RouteAttachments with(RouteReading.Read rules) {
        return new RouteAttachments(parents, Optional.of(rules));
    }

    RouteAttachments refused(String why) {
        return new RouteAttachments(parents.stream()
                .map(parent -> new Parent(parent.reference, List.of(), new Condition("Accepted", false, "UnsupportedValue", why))).toList(), Optional.empty());
    }

    static RouteAttachments of(GatewayObject route, GatewayWorld world, Map<GatewayObject, GatewayPlan.Listening> gateways) {
        List<Parent> parents = new ArrayList<>();
        for (JsonNode reference : route.spec().path("parentRefs")) {
            boolean gateway = reference.path("group").asText(GatewayTypes.GROUP).equals(GatewayTypes.GROUP)
                    && reference.path("kind").asText("Gateway").equals("Gateway");
            Optional<GatewayObject> named = gateway
                    ? world.gateway(reference.path("namespace").asText(route.namespace()), reference.path("name").asText())
                    : Optional.empty();
            named.filter(gateways::containsKey).ifPresent(found -> parents.add(parent(route, reference, gateways.get(found), world)));
        }
        return new RouteAttachments(parents, Optional.empty());
    }

    private static Parent parent(GatewayObject route, JsonNode reference, GatewayPlan.Listening gateway, GatewayWorld world) {
        String section = reference.path("sectionName").asText();
        int port = reference.path("port").asInt();
        List<Listener> meant = gateway.listeners().stream().filter(listener -> section.isEmpty() || listener.name().equals(section))
                .filter(listener -> port == 0 || listener.port() == port).toList();
        if (meant.isEmpty()) {
            return refused(reference, "NoMatchingParent", "the Gateway has no such listener");
        }
        List<Listener> allowed = meant.stream().filter(listener -> listener.allows(route.type().kind(), route.namespace(), world.namespaces())).toList();
        if (allowed.isEmpty()) {
            return refused(reference, "NotAllowedByListeners", "no listener allows %ss of namespace %s".formatted(route.type().kind(), route.namespace()));
        }
        if (route.type().kind().equals("GRPCRoute") && allowed.stream().noneMatch(Listener::tls)) {
            return refused(reference, "UnsupportedValue", "calls of gRPC are served by listeners of protocol HTTPS only");
        }
        List<Attached> attached = new ArrayList<>();
        boolean named = false;
        for (Listener listener : allowed) {
            if (route.type().kind().equals("GRPCRoute") && !listener.tls()) {
                continue;
            }
            Set<String> hostnames = hostnames(route, listener);
            named |= !hostnames.isEmpty();
            if (!hostnames.isEmpty() && listener.takesRoutes()) {
                attached.add(new Attached(listener, hostnames));
            }
        }
        if (!named) {
            return refused(reference, "NoMatchingListenerHostname", "no listener has a hostname of the route's");
        }
        return attached.isEmpty()
                ? refused(reference, "Pending", "the listener is not served")
                : new Parent(reference, attached, new Condition("Accepted", true, "Accepted", "the route is accepted"));
    }

    private static Parent refused(JsonNode reference, String reason, String message) {
        return new Parent(reference, List.of(), new Condition("Accepted", false, reason, message));
    }

    private static Set<String> hostnames(GatewayObject route, Listener listener) {
        JsonNode said = route.spec().path("hostnames");
        if (said.isEmpty()) {
            return Set.of(listener.hostname());
        }
        Set<String> hostnames = new LinkedHashSet<>();
        for (JsonNode each : said) {
            Paths.host(each.asText()).filter(name -> !name.isEmpty()).flatMap(name -> Hostnames.common(listener.hostname(), name)).ifPresent(hostnames::add);
        }
        return hostnames;
    }
}
