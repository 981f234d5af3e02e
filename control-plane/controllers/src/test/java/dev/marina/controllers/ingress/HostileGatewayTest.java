package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever writes a route is no author of nginx's configuration.
class HostileGatewayTest {

    static final List<String> TEXTS = List.of("x; return 200 owned", "x;\nreturn 200 owned;", "x}\nserver { listen 9999; }", "x\"; return 200 owned; #",
            "x\\\"; return 200 owned; #", "x\\", "x\" owned", "x' owned '", "x\r\nowned: 1", "x\towned", "x$host", "x${host}", "$http_owned", "x{owned}",
            "# owned",
            "x\0owned", "x\u2028owned", "%0aowned", "~*owned", "@gw_none", "418", "default", "*", "(owned", "$1");

    /// Every place of a route where a tenant writes what it likes.
    private static final List<String> PLACES = List.of("matches: [{path: {type: Exact, value: \"/%s\"}}]",
            "matches: [{path: {type: PathPrefix, value: \"/%s\"}}]",
            "matches: [{path: {type: RegularExpression, value: \"/%s\"}}]", "matches: [{method: \"%s\"}]", "matches: [{headers: [{name: \"%s\", value: v}]}]",
            "matches: [{headers: [{name: n, value: \"%s\"}]}]", "matches: [{headers: [{type: RegularExpression, name: n, value: \"%s\"}]}]",
            "matches: [{queryParams: [{name: \"%s\", value: v}]}]", "matches: [{queryParams: [{name: n, value: \"%s\"}]}]",
            "matches: [{queryParams: [{type: RegularExpression, name: n, value: \"%s\"}]}]",
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: \"%s\", value: v}]}}]",
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: n, value: \"%s\"}]}}]",
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: n, value: \"%s\"}]}}]",
            "filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [\"%s\"]}}]",
            "filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: n, value: \"%s\"}]}}]",
            "filters: [{type: RequestRedirect, requestRedirect: {scheme: \"%s\"}}]", "filters: [{type: RequestRedirect, requestRedirect: {hostname: \"%s\"}}]",
            "filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: \"/%s\"}}}]",
            "filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: \"/%s\"}}}]",
            "filters: [{type: URLRewrite, urlRewrite: {hostname: \"%s\"}}]",
            "filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: \"/%s\"}}}]",
            "filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: \"/%s\"}}}]", "timeouts: {request: \"%s\"}",
            "filters: [{type: \"%s\"}]");

    @TempDir
    private Path directory;

    private static String text(GatewayPlan plan) {
        return NginxText.of(IngressPlan.of(WorldFromFile.of(SERVICES)), plan, ProxyPlan.NONE, "100.64.255.254");
    }

    private static final String SERVICES = Manifests.service("web", 8080, "10.244.1.2");

    private static GatewayPlan plan(String place, String text) {
        return GatewayPlan.of(WorldFromFile.of(SERVICES), GatewayFile.of(GatewayFile.gateway()
                + GatewayFile.route("r", "[a.example]", "[{%s, %s}]".formatted(place.formatted(Manifests.yaml(text)), GatewayFile.to("web")))));
    }

    @Test
    void nothingThatATenantWritesBecomesADirective() {
        for (String place : PLACES) {
            Set<String> harmless = new HashSet<>();
            for (String word : List.of("x", "GET", "http", "10s", "RequestMirror", "web")) {
                harmless.addAll(Skeleton.of(text(plan(place, word))));
            }
            harmless.addAll(Skeleton.of(text(plan("matches: [{method: GET}]", ""))));
            for (String text : TEXTS) {
                GatewayPlan plan = plan(place, text);
                for (String line : Skeleton.of(text(plan))) {
                    assertTrue(harmless.contains(line), () -> place + " = " + text + ": " + line + "\n" + text(plan));
                }
            }
        }
    }

    @Test
    void noNameOfAHostBecomesADirective() {
        for (String text : TEXTS) {
            GatewayPlan listener = GatewayPlan.of(WorldFromFile.of(SERVICES), GatewayFile.of(GatewayFile.gateway("edge",
                    "{name: http, port: 80, protocol: HTTP, hostname: \"%s\"}".formatted(Manifests.yaml(text)))));
            GatewayPlan route = GatewayPlan.of(WorldFromFile.of(SERVICES),
                    GatewayFile.of(GatewayFile.gateway() + GatewayFile.route("r", "[\"%s\"]".formatted(Manifests.yaml(text)), "[]")));

            // 418 and default are names of DNS
            assertTrue(text.matches("418|default") || !text(listener).contains("owned") && !text(route).contains("owned"), text);
        }
    }

    @Test
    void whatATenantFloodsIsBounded() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            StringBuilder matches = new StringBuilder();
            for (int j = 0; j < 64; j++) {
                matches.append("{path: {type: RegularExpression, value: '/a%d.*%d'}, headers: [{name: n, value: v%d}]},".formatted(i, j, j));
            }
            rules.append("{matches: [").append(matches).append("], ").append(GatewayFile.to("web")).append("},");
        }
        StringBuilder many = new StringBuilder(GatewayFile.gateway());
        for (int i = 0; i < 4; i++) {
            many.append(GatewayFile.route("r" + i, "[a.example]", "[" + rules + "]"));
        }
        GatewayPlan plan = GatewayPlan.of(WorldFromFile.of(SERVICES), GatewayFile.of(many.toString()));

        assertEquals(1, plan.routes().values().stream().filter(route -> route.read().isPresent()).count());
        assertTrue(text(plan).length() < 16 << 20, () -> "" + text(plan).length());
    }
}
