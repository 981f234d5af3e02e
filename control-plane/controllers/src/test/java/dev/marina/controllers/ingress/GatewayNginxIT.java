package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// Debian's nginx by what Gateways and routes say.
class GatewayNginxIT extends TwoPodsBehindNginx {

    private int port;

    private static WorldFromFile services() {
        return WorldFromFile.of(pair() + Manifests.service("empty", one.port()));
    }

    private void serve(String... routes) throws Exception {
        GatewayPlan plan = GatewayPlan.of(services(), GatewayFile.of(GatewayFile.gateway("edge", "{name: http, port: 8000, protocol: HTTP}")
                + String.join("", routes)));
        plan.routes().values().forEach(route -> route.parents().forEach(parent -> assertTrue(parent.accepted().holds(), parent.accepted()::toString)));
        nginx = new RealNginx(directory).start(IngressPlan.of(services()), plan);
        port = nginx.gateway(plan.ports().getFirst().own());
    }

    private static String rule(String match, String rest) {
        return "{matches: [{%s}], %s}".formatted(match, rest);
    }

    private Said ask(String method, String host, String path, String... headers) throws IOException {
        return Said.ask(port, method, host, path, headers);
    }

    private String first(String path, String... headers) throws IOException {
        return ask("GET", "a.example", path, headers).first();
    }

    @Test
    void pathsHostsAndTheLongestPrefixLeadWhereTheySay() throws Exception {
        serve(GatewayFile.route("a", "[a.example]", "[" + rule("path: {type: PathPrefix, value: /}", GatewayFile.to("one")) + ","
                + rule("path: {type: PathPrefix, value: /cart}", GatewayFile.to("two")) + ","
                + rule("path: {type: Exact, value: /cart/exact}", GatewayFile.to("one"))
                + "]"), GatewayFile.route("b", "['*.wild.example']", "[{" + GatewayFile.to("two") + "}]"));

        Map<String, String> expected = Map.of("/", "one", "/x", "one", "/cart", "two", "/cart/", "two", "/carton", "one", "/cart/exact", "one", "/cart/exact/x",
                "two");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            assertEquals(each.getValue() + " " + each.getKey(), first(each.getKey()));
        }
        assertEquals("two /", ask("GET", "x.wild.example", "/").first());
        assertEquals("two /", ask("GET", "y.x.wild.example", "/").first());
        assertEquals("404", ask("GET", "wild.example", "/").first());
        assertEquals("404", ask("GET", "elsewhere.example", "/").first());
    }

    @Test
    void headersMethodsAndParametersDecideAndWhatTheyLeaveGoesToTheShorterPath() throws Exception {
        serve(GatewayFile.route("a", "[a.example]", "["
                + rule("path: {type: PathPrefix, value: /x}, headers: [{name: Version, value: two}]", GatewayFile.to("two")) + ","
                + rule("path: {type: PathPrefix, value: /x}, method: POST", GatewayFile.to("two")) + ","
                + rule("path: {type: PathPrefix, value: /x}, queryParams: [{name: q, value: 'a b'}]", GatewayFile.to("two")) + ","
                + rule("path: {type: Exact, value: /x/re}, headers: [{type: RegularExpression, name: v, value: '[0-9]+'}]", GatewayFile.to("two")) + ","
                + rule("path: {type: PathPrefix, value: /}", GatewayFile.to("one")) + "]"));

        assertEquals("one /x", first("/x"));
        assertEquals("two /x", first("/x", "version: two"));
        assertEquals("one /x", first("/x", "version: TWO"), "values are told apart by case");
        assertEquals("one /x", first("/x", "version: two2"));
        assertEquals("two /x/y", ask("POST", "a.example", "/x/y").first());
        assertEquals("two /x?q=a+b", first("/x?q=a+b"));
        assertEquals("two /x?z=1&q=%61%20b", first("/x?z=1&q=%61%20b"));
        assertEquals("one /x?q=other&q=a+b", first("/x?q=other&q=a+b"), "the first of a name counts");
        assertEquals("two /x/re", first("/x/re", "v: 12"));
        assertEquals("one /x/re", first("/x/re", "v: 12a"));
        assertEquals("two /x/re", first("/x/re", "v: 12a", "version: two"), "what the exact path leaves goes to the prefix");
    }

    @Test
    void expressionsAreOfTheWholePathAndLeaveTheRestToPrefixes() throws Exception {
        serve(GatewayFile.route("a", "[a.example]", "[" + rule("path: {type: RegularExpression, value: '/[a-z]+/[0-9]+'}", GatewayFile.to("two")) + ","
                + rule("path: {type: RegularExpression, value: '/only/.*'}, headers: [{name: v, value: '1'}]", GatewayFile.to("two")) + ","
                + rule("path: {type: PathPrefix, value: /only}", GatewayFile.to("one")) + "]"));

        assertEquals("two /item/12", first("/item/12"));
        assertEquals("404", first("/item/12/x"));
        assertEquals("404", first("/Item/12"));
        assertEquals("two /only/x", first("/only/x", "v: 1"));
        assertEquals("one /only/x", first("/only/x"));
    }

    @Test
    void filtersChangeHeadersOfRequestsAndAnswers() throws Exception {
        serve(GatewayFile.route("a", "[a.example]", "[{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Set, value: 'a $b \"c'}],"
                + " add: [{name: X-Add, value: more}], remove: [X-Gone]}}, {type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: X-Back,"
                + " value: '$host'}], remove: [Date]}}], " + GatewayFile.to("one") + "}]"));
        Said said = ask("GET", "a.example", "/", "X-Set: theirs", "X-Add: some", "X-Gone: here");

        assertTrue(said.told("x-set: a $b \"c"), said.body());
        assertTrue(said.told("x-add: some,more"), said.body());
        assertTrue(said.told("x-forwarded-proto: http") && said.told("x-forwarded-port: 8000"), said.body());
        assertFalse(said.body().contains("x-gone"), said.body());
        assertTrue(ask("GET", "a.example", "/").told("x-add: more"));
        assertEquals("$host", said.headers().get("x-back"));
    }

    @Test
    void redirectsAndRewritesFollowTheSpecificationsTable() throws Exception {
        StringBuilder rules = new StringBuilder();
        Map<String, String> rewrites = Map.of("/r1", "/xyz", "/r2", "/xyz/", "/r3", "/", "/r4", "");
        rewrites.forEach((prefix, to) -> rules.append(rule("path: {type: PathPrefix, value: %s}".formatted(prefix),
                "filters: [{type: URLRewrite, urlRewrite: {hostname: other.example, path: {type: ReplacePrefixMatch, replacePrefixMatch: '%s'}}}], "
                        .formatted(to)
                        + GatewayFile.to("one")))
                .append(','));
        serve(GatewayFile.route("a", "[a.example]", "[" + rules
                + rule("path: {type: PathPrefix, value: /full}",
                        "filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /one}}}], "
                                + GatewayFile.to("one"))
                + ","
                + rule("path: {type: PathPrefix, value: /to}", "filters: [{type: RequestRedirect, requestRedirect: {scheme: https, hostname: b.example}}]")
                + ","
                + rule("path: {type: PathPrefix, value: /same}", "filters: [{type: RequestRedirect, requestRedirect: {statusCode: 301, path: "
                        + "{type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]")
                + ","
                + rule("path: {type: PathPrefix, value: /whole}", "filters: [{type: RequestRedirect, requestRedirect: {port: 80, path: "
                        + "{type: ReplaceFullPath, replaceFullPath: /w}}}]")
                + "]"));

        for (String[] row : new String[][] {{"/r1/bar", "/xyz/bar"}, {"/r1", "/xyz"}, {"/r1/", "/xyz/"}, {"/r2/bar", "/xyz/bar"}, {"/r3", "/"},
                {"/r3/bar", "/bar"},
                {"/r4", "/"}, {"/r4/bar", "/bar"}, {"/full/x?a=1", "/one?a=1"}}) {
            assertEquals("one " + row[1], first(row[0]), row[0]);
        }
        assertTrue(ask("GET", "a.example", "/r1").told("host: other.example"));
        assertEquals("https://b.example/to/x?a=1", ask("GET", "a.example", "/to/x?a=1").headers().get("location"));
        assertEquals("http://a.example:8000/new/x?a=1", ask("GET", "a.example", "/same/x?a=1").headers().get("location"));
        assertEquals(301, ask("GET", "a.example", "/same").status());
        assertEquals("http://a.example/w?a=1", ask("GET", "a.example", "/whole/x?a=1").headers().get("location"));
        assertFalse(ask("GET", "a.example", "/same/%0d%0aX-Owned:%201").headers().containsKey("x-owned"), "no line break gets into a header");
    }

    @Test
    void weightsDivideAndWhatIsNotThereHasItsShareOfErrors() throws Exception {
        serve(GatewayFile.route("a", "[a.example]",
                "[" + rule("path: {value: /split}", "backendRefs: [{name: one, port: 80, weight: 3}, {name: two, port: 80, weight: 1}]") + ","
                        + rule("path: {value: /none}", "backendRefs: [{name: one, port: 80, weight: 0}, {name: absent, port: 80}]") + ","
                        + rule("path: {value: /half}", "backendRefs: [{name: one, port: 80}, {name: absent, port: 80}]") + ","
                        + rule("path: {value: /empty}", GatewayFile.to("empty")) + "," + rule("path: {value: /nothing}", "backendRefs: []") + "]"));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            counts.merge(first("/split").split(" ")[0], 1, Integer::sum);
            counts.merge("half " + ask("GET", "a.example", "/half").status(), 1, Integer::sum);
        }

        assertTrue(Math.abs(counts.get("one") - 300) < 50, counts::toString);
        assertTrue(Math.abs(counts.get("half 500") - 200) < 60 && counts.get("half 200") + counts.get("half 500") == 400, counts::toString);
        assertEquals("500", first("/none"));
        assertEquals("503", first("/empty"));
        assertEquals("500", first("/nothing"));
    }

    @Test
    void aCopyOfARequestGoesToTheMirrorAndNobodyElseGetsThere() throws Exception {
        serve(GatewayFile.route("a", "[a.example]", "[{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: two, port: 80}}}], "
                + GatewayFile.to("one") + "}]"));
        int before = two.requests();

        assertEquals("one /x?a=1", ask("POST", "a.example", "/x?a=1").first());

        long end = System.nanoTime() + 5_000_000_000L;
        while (two.requests() == before && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(before + 1, two.requests());
        assertEquals("404", first("/.marina-mirror/1"));
    }

    @Test
    void tlsIsEndedByTheListenersCertificateAndNoOtherNameHasAny() throws Exception {
        WorldFromFile world = services().with(WorldFromFile.of(IngressPlanTest.read("tls.input.yaml")).objects().stream()
                .filter(object -> object.getKind().equals("Secret")).toArray(HasMetadata[]::new));
        GatewayPlan plan = GatewayPlan.of(world, GatewayFile.of(GatewayFile.gateway("edge",
                "{name: a, port: 8443, protocol: HTTPS, hostname: a.example, tls: {certificateRefs: [{name: cert}]}}",
                "{name: b, port: 8443, protocol: HTTPS, hostname: b.example, tls: {certificateRefs: [{name: broken}]}}")
                + GatewayFile.route("r", "[]", "[{" + GatewayFile.to("one") + "}]") + """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: GRPCRoute
                        metadata: {name: calls, namespace: default}
                        spec: {parentRefs: [{name: edge}], rules: [{matches: [{method: {service: a.B, method: C}}, {method: {service: d.E}}, {method: {method: F}},
                          {method: {type: RegularExpression, service: 'x.*'}}], backendRefs: [{name: two, port: 80}]}]}
                        """));
        assertEquals(List.of(true, true), plan.routes().values().stream().map(route -> route.parents().getFirst().accepted().holds()).toList());
        nginx = new RealNginx(directory).start(IngressPlan.of(world), plan);
        port = nginx.gateway(plan.ports().getFirst().own());

        try (SSLSocket socket = TrustingClient.connect(port, "a.example")) {
            socket.startHandshake();
            socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.contains("one /x") && said.contains("x-forwarded-proto: https") && said.contains("x-forwarded-port: 8443"), said);
        }
        for (String name : List.of("b.example", "other.example")) {
            try (SSLSocket socket = TrustingClient.connect(port, name)) {
                assertThrows(SSLException.class, socket::startHandshake);
            }
        }
    }

    @Test
    void nginxTakesWhatHostileRoutesBecome() throws Exception {
        List<String> refused = new ArrayList<>();
        List<String> texts = new ArrayList<>(HostileGatewayTest.TEXTS);
        // longer, or with marks written for each character longer, than what nginx reads as one word
        texts.addAll(List.of("a".repeat(4_090), ".".repeat(1_000), "$".repeat(400)));
        for (String text : texts) {
            StringBuilder routes = new StringBuilder(GatewayFile.gateway());
            int number = 0;
            for (String place : List.of("matches: [{path: {type: Exact, value: \"/%s\"}}]", "matches: [{path: {type: PathPrefix, value: \"/%s\"}}]",
                    "matches: [{headers: [{name: n, value: \"%s\"}]}]", "matches: [{queryParams: [{name: n, value: \"%s\"}]}]",
                    "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: n, value: \"%s\"}]}}]",
                    "filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: n, value: \"%s\"}]}}]")) {
                routes.append(GatewayFile.route("r" + number, "[h%d.example]".formatted(number++),
                        "[{%s, %s}]".formatted(place.formatted(Manifests.yaml(text)), GatewayFile.to("one"))));
            }
            String said = new RealNginx(directory).refusal(IngressPlan.of(services()), GatewayPlan.of(services(), GatewayFile.of(routes.toString())));
            if (!said.isEmpty()) {
                refused.add(text + ": " + said);
            }
        }
        assertEquals(List.of(), refused);
    }
}
