package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.api.Document;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One listener of a Gateway, decided.
///
/// @param hostname "" for every name
/// @param tls whether it ends TLS
/// @param certificate name of the file with its certificate and key, if it has one that can be used
/// @param kinds of routes that may attach
/// @param problems that keep it from serving; empty for one that serves
record Listener(GatewayObject gateway, String name, int port, String hostname, boolean tls, Optional<String> certificate, Set<String> kinds,
        List<Condition> problems, JsonNode allowed) {

    static final Set<String> ROUTE_KINDS = Set.of("GRPCRoute", "HTTPRoute");

    private static final int LAST_PORT = 65_535;

    boolean serves() {
        return problems.isEmpty();
    }

    /// @param before listeners of the same Gateway that come first
    static Listener of(GatewayObject gateway, JsonNode said, List<Listener> before, GatewayCertificates certificates) {
        List<Condition> problems = new ArrayList<>();
        String protocol = said.path("protocol").asText();
        boolean tls = protocol.equals("HTTPS");
        int port = said.path("port").asInt();
        String hostname = said.path("hostname").asText().toLowerCase(java.util.Locale.ROOT);
        if (!tls && !protocol.equals("HTTP")) {
            problems.add(new Condition("Accepted", false, "UnsupportedProtocol", "protocol %s is not served; HTTP and HTTPS are".formatted(plain(protocol))));
        }
        if (port < 1 || port > LAST_PORT) {
            problems.add(new Condition("Accepted", false, "PortUnavailable", "port %d is none".formatted(port)));
        }
        if (Paths.host(hostname).isEmpty()) {
            problems.add(new Condition("Accepted", false, "UnsupportedValue", "hostname \"%s\" is no name of DNS".formatted(plain(hostname))));
        }
        for (Listener other : before) {
            if (other.port == port && other.tls != tls) {
                problems.add(new Condition("Conflicted", true, "ProtocolConflict", "listener %s has another protocol at port %d".formatted(other.name, port)));
            } else if (other.port == port && other.hostname.equals(hostname)) {
                problems.add(new Condition("Conflicted", true, "HostnameConflict",
                        "listener %s has the same hostname at port %d".formatted(other.name, port)));
            }
        }
        Set<String> kinds = kinds(said, problems);
        Optional<String> certificate = tls ? certificates.of(gateway, said.path("tls"), problems) : Optional.empty();
        return new Listener(gateway, said.path("name").asText(), port, hostname, tls, certificate, kinds, List.copyOf(problems), said.path("allowedRoutes"));
    }

    private static Set<String> kinds(JsonNode said, List<Condition> problems) {
        JsonNode asked = said.path("allowedRoutes").path("kinds");
        if (asked.isEmpty()) {
            return ROUTE_KINDS;
        }
        Set<String> kinds = new TreeSet<>();
        boolean others = false;
        for (JsonNode kind : asked) {
            boolean known = kind.path("group").asText(GatewayTypes.GROUP).equals(GatewayTypes.GROUP) && ROUTE_KINDS.contains(kind.path("kind").asText());
            others |= !known;
            if (known) {
                kinds.add(kind.path("kind").asText());
            }
        }
        if (others) {
            problems.add(new Condition("ResolvedRefs", false, "InvalidRouteKinds", "of the kinds of routes only HTTPRoute and GRPCRoute are served"));
        }
        return kinds;
    }

    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "�");
    }

    /// Whether it serves in spite of what is wrong: a kind of route that is not served keeps no other away.
    boolean takesRoutes() {
        return problems.stream().allMatch(problem -> problem.reason().equals("InvalidRouteKinds"));
    }

    /// Whether routes of that namespace may attach.
    boolean allows(String kind, String namespace, Map<String, Map<String, String>> namespaces) {
        JsonNode from = allowed.path("namespaces");
        return kinds.contains(kind) && switch (from.path("from").asText("Same")) {
            case "All" -> true;
            case "Same" -> namespace.equals(gateway.namespace());
            case "Selector" -> selected(from.path("selector"), namespaces.getOrDefault(namespace, Map.of()));
            default -> false;
        };
    }

    private static boolean selected(JsonNode selector, Map<String, String> labels) {
        try {
            return selector.isObject() && LabelSelection.takes(Document.mapper().convertValue(selector, LabelSelector.class), labels);
        } catch (IllegalArgumentException _) {
            // no selector that anybody could mean
            return false;
        }
    }

    /// As the specification has them, in its order.
    List<Condition> conditions() {
        boolean accepted = problems.stream().noneMatch(problem -> problem.type().equals("Accepted") || problem.type().equals("Conflicted"));
        List<Condition> all = new ArrayList<>();
        all.add(find("Accepted").orElseGet(() -> find("Conflicted").map(conflict -> new Condition("Accepted", false, conflict.reason(), conflict.message()))
                .orElse(new Condition("Accepted", true, "Accepted", "the listener is accepted"))));
        all.add(find("Conflicted").orElse(new Condition("Conflicted", false, "NoConflicts", "no other listener is in its way")));
        all.add(find("ResolvedRefs").orElse(new Condition("ResolvedRefs", true, "ResolvedRefs", "all that it refers to is there")));
        all.add(accepted && takesRoutes()
                ? new Condition("Programmed", true, "Programmed", "the listener is served")
                : new Condition("Programmed", false, "Invalid", "the listener is not served"));
        return all;
    }

    private Optional<Condition> find(String type) {
        return problems.stream().filter(problem -> problem.type().equals(type)).findFirst();
    }
}
