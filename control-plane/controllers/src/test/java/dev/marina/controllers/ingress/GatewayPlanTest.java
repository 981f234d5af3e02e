package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sentences of the Gateway API's specification.
class GatewayPlanTest {

    private static final String SERVICES = Manifests.service("web", 8080, "10.244.1.2") + Manifests.service("cart", 8080, "10.244.1.3")
            + Manifests.service("empty", 8080);

    private static GatewayPlan plan(GatewayWorld world) {
        return GatewayPlan.of(WorldFromFile.of(SERVICES), world);
    }

    private static Map<String, ObjectNode> reports(GatewayWorld world) {
        return GatewayReports.of(plan(world), world, Instant.parse("2026-01-03T00:00:00Z")).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().type().kind() + " " + entry.getKey().name(), Map.Entry::getValue));
    }

    /// `type=status/reason` of each condition.
    private static List<String> conditions(JsonNode conditions) {
        List<String> all = new ArrayList<>();
        conditions.forEach(each -> all.add("%s=%s/%s".formatted(each.path("type").asText(), each.path("status").asText(), each.path("reason").asText())));
        return all;
    }

    private static List<String> parent(GatewayWorld world, String route) {
        return conditions(reports(world).get("HTTPRoute " + route).path("parents").path(0).path("conditions"));
    }

    @ParameterizedTest
    @CsvSource({"'','',''", "'',a.example,a.example", "a.example,'',a.example", "*.example,a.example,a.example", "a.example,*.example,a.example",
            "*.example,b.a.example,b.a.example", "*.example,*.a.example,*.a.example", "*.example,example,-", "a.example,b.example,-",
            "*.a.example,*.b.example,-",
            "*.example,*.example,*.example", "*.ample,a.example,-"})
    void hostnamesOfListenersAndRoutesMeet(String listener, String route, String common) {
        assertEquals(common.equals("-") ? Optional.empty() : Optional.of(common), Hostnames.common(listener, route));
    }

    @Test
    void theMostSpecificMatchGoesFirst() {
        List<String> order = List.of("EXACT /a/b", "PREFIX /a/b GET h2 q1", "PREFIX /a/b GET h2", "PREFIX /a/b GET", "PREFIX /a/b h2", "PREFIX /a/b h1 q2",
                "PREFIX /a/b h1", "PREFIX /a/b q1", "PREFIX /a/b", "PREFIX /a", "PREFIX /");
        List<String> shuffled = new ArrayList<>(order);
        java.util.Collections.shuffle(shuffled, new java.util.Random(7));

        assertEquals(order, shuffled.stream().sorted(java.util.Comparator.comparing(GatewayPlanTest::match, RouteMatch.PRECEDENCE)).toList());
    }

    private static RouteMatch match(String text) {
        String[] words = text.split(" ");
        return new RouteMatch(Location.Kind.valueOf(words[0]), words[1], Optional.of("GET").filter(_ -> text.contains("GET")), values(words, "h"),
                values(words, "q"));
    }

    private static List<RouteMatch.Value> values(String[] words, String kind) {
        int count = Arrays.stream(words).filter(word -> word.matches(kind + "\\d")).mapToInt(word -> Integer.parseInt(word.substring(1))).findFirst().orElse(0);
        return java.util.stream.IntStream.range(0, count).mapToObj(i -> new RouteMatch.Value("n" + i, false, "v")).toList();
    }

    @Test
    void aGatewaySaysHowItsListenersAre() {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway("edge", "{name: one, port: 80, protocol: HTTP}", "{name: same, port: 80, protocol: HTTP}",
                "{name: other, port: 80, protocol: HTTPS, hostname: a.example}", "{name: tcp, port: 9000, protocol: TCP}",
                "{name: secret, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: absent}]}}",
                "{name: foreign, port: 444, protocol: HTTPS, tls: {certificateRefs: [{name: theirs, namespace: elsewhere}]}}",
                "{name: kinds, port: 81, protocol: HTTP, allowedRoutes: {kinds: [{kind: TCPRoute}, {kind: HTTPRoute}]}}")
                + GatewayFile.route("web", "[]", "[{" + GatewayFile.to("web") + "}]"));
        ObjectNode status = reports(world).get("Gateway edge");

        assertEquals(List.of("Accepted=True/ListenersNotValid", "Programmed=False/AddressNotAssigned"), conditions(status.path("conditions")));
        Map<String, List<String>> said = status.path("listeners").valueStream()
                .collect(Collectors.toMap(each -> each.path("name").asText(), each -> conditions(each.path("conditions"))));
        assertEquals(List.of("Accepted=True/Accepted", "Conflicted=False/NoConflicts", "ResolvedRefs=True/ResolvedRefs", "Programmed=True/Programmed"),
                said.get("one"));
        assertTrue(said.get("same").contains("Conflicted=True/HostnameConflict"));
        assertTrue(said.get("other").contains("Conflicted=True/ProtocolConflict"));
        assertTrue(said.get("tcp").containsAll(List.of("Accepted=False/UnsupportedProtocol", "Programmed=False/Invalid")));
        assertTrue(said.get("secret").containsAll(List.of("ResolvedRefs=False/InvalidCertificateRef", "Programmed=False/Invalid")));
        assertTrue(said.get("foreign").contains("ResolvedRefs=False/RefNotPermitted"));
        assertTrue(said.get("kinds").containsAll(List.of("ResolvedRefs=False/InvalidRouteKinds", "Programmed=True/Programmed")));
        assertEquals(1, status.path("listeners").path(0).path("attachedRoutes").asInt());
    }

    @Test
    void whoseRoutesMayAttachTheListenerSays() {
        String gateways = GatewayFile.gateway("edge", "{name: own, port: 80, protocol: HTTP}",
                "{name: all, port: 81, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}",
                "{name: chosen, port: 82, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: a}}}}}");
        Map<String, Map<String, String>> namespaces = Map.of("a", Map.of("team", "a"), "b", Map.of("team", "b"));
        for (String[] row : new String[][] {{"a", "own", "NotAllowedByListeners"}, {"a", "all", "Accepted"}, {"a", "chosen", "Accepted"},
                {"b", "chosen", "NotAllowedByListeners"}, {"default", "own", "Accepted"}, {"a", "none", "NoMatchingParent"}}) {
            GatewayWorld world = GatewayFile.of(gateways
                    + GatewayFile.route("r", row[0], "{name: edge, namespace: default, sectionName: %s}".formatted(row[1]), "[]", "[]"), namespaces);

            assertEquals("Accepted=%s/%s".formatted(row[2].equals("Accepted") ? "True" : "False", row[2]), parent(world, "r").getFirst(),
                    row[0] + " " + row[1]);
        }
    }

    @Test
    void aRouteWithoutACommonNameIsNotAccepted() {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway("edge", "{name: http, port: 80, protocol: HTTP, hostname: '*.example'}")
                + GatewayFile.route("r", "[a.elsewhere]", "[]"));

        assertEquals("Accepted=False/NoMatchingListenerHostname", parent(world, "r").getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{name: web, port: 80}|True/ResolvedRefs", "{name: absent, port: 80}|False/BackendNotFound",
            "{name: web, port: 81}|False/BackendNotFound", "{name: web, port: 80, kind: Bucket}|False/InvalidKind",
            "{name: web, port: 80, namespace: theirs}|False/RefNotPermitted"})
    void referencesAreResolvedOrSaidNotToBe(String backend, String resolved) {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway() + GatewayFile.route("r", "[]", "[{backendRefs: [%s]}]".formatted(backend)));

        assertEquals(List.of("Accepted=True/Accepted", "ResolvedRefs=" + resolved), parent(world, "r"));
    }

    @Test
    void aReferenceGrantLetsOneKindOfOneNamespaceByAndNoOther() {
        String route = GatewayFile.route("r", "guest", "{name: edge, namespace: default}", "[]",
                "[{backendRefs: [{name: web, port: 80, namespace: default}]}]");
        String open = GatewayFile.gateway("edge", "{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}");
        for (String[] row : new String[][] {{"guest", "HTTPRoute", "Service", "", "True/ResolvedRefs"},
                {"other", "HTTPRoute", "Service", "", "False/RefNotPermitted"},
                {"guest", "GRPCRoute", "Service", "", "False/RefNotPermitted"}, {"guest", "HTTPRoute", "Secret", "", "False/RefNotPermitted"},
                {"guest", "HTTPRoute", "Service", ", name: cart", "False/RefNotPermitted"},
                {"guest", "HTTPRoute", "Service", ", name: web", "True/ResolvedRefs"}}) {
            String grant = """
                    apiVersion: gateway.networking.k8s.io/v1beta1
                    kind: ReferenceGrant
                    metadata: {name: g, namespace: default}
                    spec: {from: [{group: gateway.networking.k8s.io, kind: %s, namespace: %s}], to: [{group: "", kind: %s%s}]}
                    ---
                    """.formatted(row[1], row[0], row[2], row[3]);

            assertEquals("ResolvedRefs=" + row[4], parent(GatewayFile.of(open + route + grant), "r").getLast(), String.join(" ", row));
        }
    }

    @Test
    void whatOtherControllersSayOfARouteStays() {
        String route = GatewayFile.route("r", "[]", "[]").replace("spec:", """
                status: {parents: [{parentRef: {name: theirs}, controllerName: example.com/other, conditions: []}]}
                spec:""");
        JsonNode parents = reports(GatewayFile.of(GatewayFile.gateway() + route)).get("HTTPRoute r").path("parents");

        assertEquals(List.of("example.com/other", "marina.dev/gateway"), parents.valueStream().map(each -> each.path("controllerName").asText()).toList());
    }

    @Test
    void whatIsNotServedMakesTheRouteNotAccepted() {
        for (String rule : List.of("filters: [{type: ExtensionRef}]",
                "filters: [{type: RequestRedirect, requestRedirect: {}}, {type: URLRewrite, urlRewrite: {}}]",
                "matches: [{path: {type: RegularExpression, value: 'a{9999}'}}]", "matches: [{path: {type: Exact, value: /x}}], filters: [{type: URLRewrite, "
                        + "urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /y}}}]",
                "backendRefs: [{name: web, port: 80, filters: [{type: RequestHeaderModifier}]}]", "timeouts: {request: soon}",
                "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Connection, value: x}]}}]",
                "matches: [{path: {type: Exact, value: /.marina-mirror/1}}]")) {
            GatewayWorld world = GatewayFile.of(GatewayFile.gateway() + GatewayFile.route("r", "[]", "[{%s}]".formatted(rule)));

            assertEquals("Accepted=False/UnsupportedValue", parent(world, "r").getFirst(), rule);
        }
    }

    @Test
    void aNameBelongsToTheListenerThatSaysItBest() {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway("edge", "{name: wide, port: 80, protocol: HTTP, hostname: '*.example'}",
                "{name: narrow, port: 80, protocol: HTTP, hostname: a.example}")
                + GatewayFile.route("r", "default", "{name: edge, sectionName: wide}", "[a.example, b.example]", "[{" + GatewayFile.to("web") + "}]"));
        Map<String, Integer> taken = plan(world).ports().getFirst().hosts().stream()
                .collect(Collectors.toMap(GatewayPort.Host::name, host -> host.taken().size()));

        assertEquals(Map.of("*.example", 0, "a.example", 0, "b.example", 1), taken);
    }

    @Test
    void aGatewayOfSomebodyElsesClassIsLeftAlone() {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway().replace("gatewayClassName: marina", "gatewayClassName: other")
                + GatewayFile.route("r", "[]", "[]"));

        assertEquals(GatewayPlan.NONE, plan(world));
        assertEquals(Map.of(), reports(world));
    }

    @Test
    void whatIsSaidOnceIsNotSaidAgain() {
        GatewayWorld world = GatewayFile.of(GatewayFile.gateway() + GatewayFile.route("r", "[]", "[{" + GatewayFile.to("web") + "}]"));
        GatewayReports.of(plan(world), world, Instant.parse("2026-01-03T00:00:00Z"))
                .forEach((object, status) -> object.resource().setAdditionalProperty("status",
                        dev.marina.api.Document.mapper().convertValue(status, Map.class)));
        GatewayWorld told = GatewayWorld.of(List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());
        told = new GatewayWorld(world.classes(), again(world.gateways()), again(world.routes()), List.of(), Map.of(), Map.of());

        assertEquals(Map.of(), GatewayReports.of(plan(told), told, Instant.parse("2026-01-04T00:00:00Z")));
    }

    private static List<GatewayObject> again(List<GatewayObject> objects) {
        return objects.stream().map(object -> GatewayObject.of(object.type(), object.resource())).toList();
    }

    @Test
    void aGatewayKeepsItsPortsOfNginxWhenAnOlderOneGoes() {
        GatewayWorld both = GatewayFile.of(GatewayFile.gateway("first", "{name: a, port: 80, protocol: HTTP}")
                + GatewayFile.gateway("second", "{name: a, port: 80, protocol: HTTP}"));
        GatewayPlan plan = plan(both);
        GatewayObject second = both.gateways().getLast();
        int own = plan.gateways().get(second).ports().get(80);
        GatewayWorld alone = new GatewayWorld(both.classes(), List.of(second), List.of(), List.of(), Map.of(),
                Map.of(GatewayObjects.name(second), GatewayObjects.service(second, Map.of(80, own))));

        assertEquals(2, plan.ports().stream().map(GatewayPort::own).distinct().count());
        assertEquals(own, plan(alone).gateways().get(second).ports().get(80));
        assertFalse(GatewayObjects.service(second, Map.of(80, own)).getSpec().getAllocateLoadBalancerNodePorts());
    }

    @Test
    void moreRoutesThanThereIsPlaceForAreTold() {
        StringBuilder many = new StringBuilder(GatewayFile.gateway());
        for (int i = 0; i < 5; i++) {
            many.append(GatewayFile.route("r" + i, "[]", "[{" + GatewayFile.to("web") + "}]"));
        }
        GatewayWorld world = GatewayFile.of(many.toString());
        GatewayPlan plan = GatewayPlan.of(WorldFromFile.of(SERVICES), world, 3);

        assertEquals(3, plan.routes().values().stream().filter(route -> route.read().isPresent()).count());
        assertEquals(5, plan.routes().size());
    }
}
