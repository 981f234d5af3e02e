package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever writes an Ingress is no author of nginx's configuration. Whatever stands in one, the directives stay the same.
class HostileIngressTest {

    private static final List<String> TEXTS = List.of("x; return 200 owned", "x;\nreturn 200 owned;", "x}\nserver { listen 9999; }", "x} location /o {",
            "x\"; return 200 owned; #",
            "x\\\"; return 200 owned; #", "x\\", "x\" owned", "x' owned '", "x\r\nowned", "x\towned", "x$host", "x${host}", "$http_owned", "x{owned}",
            "# owned",
            "include /etc/passwd;", "lua_owned", "content_by_lua_block { owned }", "x\0owned", "x\u2028owned", "%0aowned", "%22;owned", "`owned`",
            "x y z owned");

    private static final List<String> ANNOTATIONS = List.of("rewrite-target", "whitelist-source-range", "allowlist-source-range", "canary", "canary-weight",
            "canary-by-header", "canary-by-header-value", "canary-by-cookie", "limit-rps", "limit-connections", "auth-type", "auth-secret", "auth-realm",
            "affinity", "session-cookie-name", "session-cookie-path", "session-cookie-domain", "session-cookie-samesite", "proxy-body-size",
            "proxy-read-timeout", "ssl-redirect", "backend-protocol", "use-regex");

    private static final Map<String, String> GOOD = Map.of("affinity", "cookie", "auth-type", "basic", "auth-secret", "users");

    static Stream<String> annotations() {
        return ANNOTATIONS.stream();
    }

    private static String configuration(String manifests) {
        return NginxText.of(IngressPlan.of(WorldFromFile.of(Manifests.service("web", 8080, "10.244.1.2") + users() + manifests)), "100.64.255.254");
    }

    private static String users() {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: users, namespace: default}
                data: {auth: YTpiCg==}
                ---
                """;
    }

    @ParameterizedTest
    @MethodSource("annotations")
    void noValueOfAnAnnotationBecomesADirective(String annotation) {
        List<List<String>> harmless = new ArrayList<>();
        for (Map<String, String> base : List.of(Map.<String, String>of(), GOOD)) {
            harmless.add(Skeleton.of(configuration(Manifests.ingress("a", "a.example", "Prefix", "/", "web", base))).stream().distinct().toList());
        }
        for (String text : TEXTS) {
            Map<String, String> base = annotation.matches("auth-realm|session-.*") ? GOOD : Map.of();
            Map<String, String> all = new java.util.HashMap<>(base);
            all.put(annotation, text);
            IngressPlan plan = IngressPlan.of(WorldFromFile.of(Manifests.service("web", 8080, "10.244.1.2") + users()
                    + Manifests.ingress("a", "a.example", "Prefix", "/", "web", all)));

            // What remains is words: letters, digits, _ and, in a realm or a header's value, spaces.
            boolean refused = plan.findings().stream()
                    .anyMatch(finding -> finding.reason().equals("UnsupportedAnnotation") && finding.message().contains(annotation));
            assertTrue(refused || text.matches("[a-z_ ]+"), () -> annotation + " = " + text + " was taken: " + NginxText.of(plan, "100.64.255.254"));
            assertTrue(!refused || !NginxText.of(plan, "100.64.255.254").contains("owned"), () -> annotation + " = " + text);
            Skeleton.of(NginxText.of(plan, "100.64.255.254")).forEach(line -> assertTrue(
                    harmless.stream().anyMatch(lines -> lines.contains(line)) || line.equals("http/server/location/return"), annotation + ": " + line));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Exact", "Prefix", "ImplementationSpecific"})
    void noPathBecomesADirective(String type) {
        List<String> harmless = Skeleton.of(configuration(Manifests.ingress("a", "a.example", type, "/x", "web", Map.of()))).stream().distinct().toList();
        for (String text : TEXTS) {
            String configuration = configuration(Manifests.ingress("a", "a.example", type, "/" + text, "web", Map.of()));
            Skeleton.of(configuration).forEach(line -> assertTrue(harmless.contains(line), type + " /" + text + ": " + line));
        }
    }

    @Test
    void noRegularExpressionBecomesADirective() {
        Map<String, String> rewriting = Map.of("rewrite-target", "/$1");
        List<String> harmless = Skeleton.of(configuration(Manifests.ingress("a", "a.example", "Prefix", "/x", "web", rewriting)));
        List<String> none = Skeleton.of(configuration(""));
        for (String text : TEXTS) {
            String configuration = configuration(Manifests.ingress("a", "a.example", "Prefix", "/" + text, "web", rewriting));
            Skeleton.of(configuration).forEach(line -> assertTrue(harmless.contains(line) || none.contains(line), text + ": " + line));
        }
    }

    /// Hosts are checked by the API too; this one stands behind it.
    @Test
    void noHostBecomesADirective() {
        List<String> none = Skeleton.of(configuration(""));
        for (String text : TEXTS) {
            assertEquals(none, Skeleton.of(configuration(Manifests.ingress("a", text, "Prefix", "/", "web", Map.of()))), text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"configuration-snippet", "server-snippet", "auth-snippet", "stream-snippet", "modsecurity-snippet", "auth-url", "auth-tls-secret",
            "denylist-source-range"})
    void whatIsNotDoneAndWouldKeepPeopleOutKeepsEverybodyOut(String annotation) {
        IngressPlan plan = IngressPlan.of(WorldFromFile.of(Manifests.service("web", 8080, "10.244.1.2")
                + Manifests.ingress("a", "a.example", "Prefix", "/", "web", Map.of(annotation, "return 200 owned;"))));

        assertTrue(plan.findings().getFirst().message().startsWith("annotation nginx.ingress.kubernetes.io/" + annotation), plan.findings().toString());
        assertTrue(plan.hosts().getFirst().locations().stream().allMatch(location -> location.target() instanceof Location.Target.Nowhere));
        assertFalse(NginxText.of(plan, "100.64.255.254").contains("owned"));
    }

    @Test
    void expressionsThatFillMemoryAreRefused() {
        for (String path : List.of("/(((a{999}){999}){999})", "/x{1,}", "/" + "(".repeat(300) + ")".repeat(300), "/(?{code})", "/(?<n>a)", "/(?R)", "/a(",
                "/[a", "/*",
                "/" + "a".repeat(2_000))) {
            IngressPlan plan = IngressPlan.of(WorldFromFile.of(Manifests.service("web", 8080, "10.244.1.2")
                    + Manifests.ingress("a", "a.example", "ImplementationSpecific", path, "web", Map.of("use-regex", "true"))));

            if (!path.equals("/*")) {
                assertEquals(List.of("InvalidPath"), plan.findings().stream().map(Finding::reason).toList(), path);
            }
        }
    }

    @Test
    void anIngressTooManyIsToldAndTheOthersStay() {
        StringBuilder many = new StringBuilder(Manifests.service("web", 8080, "10.244.1.2"));
        for (int i = 0; i < 1_010; i++) {
            many.append(Manifests.ingress("i%04d".formatted(i), "h%d.example".formatted(i), "Prefix", "/", "web", Map.of()));
        }
        IngressPlan plan = IngressPlan.of(WorldFromFile.of(many.toString()));

        assertEquals(1_000, plan.hosts().size());
        assertEquals(10, plan.findings().stream().filter(finding -> finding.reason().equals("TooLarge")).count());
    }
}
