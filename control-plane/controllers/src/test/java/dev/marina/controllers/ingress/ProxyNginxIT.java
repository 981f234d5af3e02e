package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.proxy;
import static dev.marina.controllers.ingress.ProxyFile.root;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Debian's nginx by what HTTPProxies say: who gets which request, and as what.
class ProxyNginxIT extends ProxiesBehindNginx {

    @Test
    void pathsLeadWhereTheySayTheExactOneFirstThenExpressionsThenTheLongestPrefix() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /}", to("one")) + "," + route("{prefix: /cart}", to("two")) + ","
                + route("{exact: /cart/exact}", to("one")) + "," + route("{regex: '/cart/[0-9]+'}", to("one"))),
                root("w", "*.wild.example", route("{prefix: /}", to("two"))));
        Map<String, String> expected = Map.of("/", "one", "/x", "one", "/cart", "two", "/carton", "two", "/cart/exact", "one", "/cart/exact/x", "two",
                "/cart/12",
                "one", "/cart/12x", "two");

        for (Map.Entry<String, String> each : expected.entrySet()) {
            assertEquals(each.getValue() + " " + each.getKey(), first(each.getKey()));
        }
        assertEquals("two /", ask("GET", "x.wild.example", "/").first());
        assertEquals("404", ask("GET", "y.x.wild.example", "/").first(), "one label");
        assertEquals("404", ask("GET", "elsewhere.example", "/").first());
    }

    @Test
    void headersAndParametersDecideAndWhatTheyLeaveGoesToTheNext() throws Exception {
        Map<String, String> headers = Map.of("/present", "present: true", "/absent", "notpresent: true", "/contains", "contains: b", "/notcontains",
                "notcontains: b", "/exact", "exact: abc", "/notexact", "notexact: abc", "/regex", "regex: '[a-c]+'", "/case", "exact: ABC, ignoreCase: true",
                "/empty", "notexact: abc, treatMissingAsEmpty: true");
        Map<String, String> params = Map.of("/q-exact", "exact: abc", "/q-prefix", "prefix: ab", "/q-suffix", "suffix: bc", "/q-contains", "contains: b",
                "/q-regex", "regex: '[a-c]+'", "/q-present", "present: true", "/q-case", "exact: ABC, ignoreCase: true");
        List<String> routes = new ArrayList<>();
        headers.forEach((path, rule) -> routes.add(route("{prefix: %s}, {header: {name: X-H, %s}}".formatted(path, rule), to("two"))));
        params.forEach((path, rule) -> routes.add(route("{prefix: %s}, {queryParameter: {name: q, %s}}".formatted(path, rule), to("two"))));
        serve("", root("a", "a.example", String.join(",", routes) + "," + route("{prefix: /}", to("one"))));

        // who is taken: with x-h: abc, with x-h: xyz, without
        Map<String, String> expected = Map.of("/present", "110", "/absent", "001", "/contains", "100", "/notcontains", "010", "/exact", "100", "/notexact",
                "010", "/regex", "100", "/case", "100", "/empty", "011");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String found = "";
            for (String[] sent : new String[][] {{"X-H: abc"}, {"x-h: xyz"}, {}}) {
                found += first(each.getKey(), sent).startsWith("two") ? "1" : "0";
            }
            assertEquals(each.getValue(), found, each.getKey());
        }
        // with q=abc, q=abd, q=xbc, without, with another's value
        expected = Map.of("/q-exact", "10000", "/q-prefix", "11000", "/q-suffix", "10100", "/q-contains", "11100", "/q-regex", "10000", "/q-present", "11100",
                "/q-case", "10000");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            String found = "";
            for (String query : List.of("?q=abc", "?z=1&q=%61bd", "?q=xbc", "", "?z=abc&qq=abc")) {
                found += first(each.getKey() + query).startsWith("two") ? "1" : "0";
            }
            assertEquals(each.getValue(), found, each.getKey());
        }
    }

    @Test
    void weightsShareRequestsOutAndEachServiceHasItsOwnHeaders() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /}", "services: [{name: one, port: 80, weight: 3, requestHeadersPolicy: {set: [{name: X-To, value: "
                + "'%CONTOUR_SERVICE_NAME%'}]}}, {name: two, port: 80, weight: 1, responseHeadersPolicy: {set: [{name: X-From, value: two}]}},"
                + " {name: empty, port: 80, weight: 0}]") + "," + route("{prefix: /half}, {header: {name: h, present: true}}",
                        "services: [{name: one, port: 80}, {name: empty, port: 80}]")));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            Said said = get("/");
            counts.merge(said.first().split(" ")[0], 1, Integer::sum);
            assertEquals(said.first().startsWith("one"), said.told("x-to: one"), said::body);
            assertEquals(said.first().startsWith("two") ? "two" : null, said.headers().get("x-from"));
            counts.merge("half " + get("/half", "h: 1").status(), 1, Integer::sum);
        }

        assertTrue(Math.abs(counts.get("one") - 300) < 50 && counts.get("one") + counts.get("two") == 400, counts::toString);
        assertTrue(Math.abs(counts.get("half 503") - 200) < 60 && counts.get("half 200") + counts.get("half 503") == 400, counts::toString);
    }

    @Test
    void copiesGoToTheMirrorUnderAnotherNameAndOnlyAsManyAsAreAskedFor() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /all}", "services: [{name: one, port: 80}, {name: two, port: 80, mirror: true}]") + ","
                + route("{prefix: /some}", "services: [{name: one, port: 80}, {name: two, port: 80, mirror: true, weight: 25}]")));
        int before = two.requests();

        assertEquals("one /all?a=1", ask("POST", "a.example", "/all?a=1").first());

        await(() -> two.requests() == before + 1);
        for (int i = 0; i < 200; i++) {
            assertEquals("one /some", first("/some"));
        }
        await(() -> two.requests() > before + 20);
        assertTrue(two.requests() - before < 90, () -> "" + (two.requests() - before));
        assertEquals("404", first("/.marina-mirror/px_copy_1"));
    }

    private static void await(java.util.function.BooleanSupplier there) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!there.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(there.getAsBoolean());
    }

    @Test
    void headersChangeAndEnvoysVariablesAreNginxs() throws Exception {
        serve("", root("a", "a.example",
                route("{prefix: /}", to("one") + ", requestHeadersPolicy: {set: [{name: X-Set, value: 'a $b \"c'}, {name: x-client, value: "
                        + "'%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% %REQ(x-in)% 100% %UNKNOWN%'}, {name: Host, value: inner.example}], remove: [X-Gone]},"
                        + " responseHeadersPolicy: {set: [{name: X-Back, value: '$host'}], remove: [X-None]}")));
        Said said = get("/", "X-Set: theirs", "X-In: $host", "X-Gone: here", "Upgrade: websocket");

        assertTrue(said.told("x-set: a $b \"c"), said.body());
        assertTrue(said.told("x-client: 127.0.0.1 $host 100% %UNKNOWN%"), said.body());
        assertTrue(said.told("host: inner.example") && said.told("x-forwarded-host: a.example"), said.body());
        assertFalse(said.body().contains("x-gone") || said.body().contains("upgrade"), said.body());
        assertEquals("$host", said.headers().get("x-back"));
    }

    @Test
    void pathsAreRewrittenAsContoursTableSays() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /foo}", to("one") + ", pathRewritePolicy: {replacePrefix: [{replacement: /bar}]}") + ","
                + route("{prefix: /gone/}", to("one") + ", pathRewritePolicy: {replacePrefix: [{replacement: /}]}") + ","
                + route("{prefix: /slash}", to("one") + ", pathRewritePolicy: {replacePrefix: [{prefix: /other, replacement: /x}, {replacement: /bar/}]}")));

        Map<String, String> expected = Map.of("/foo", "/bar", "/foo/", "/bar/", "/foosball", "/barsball", "/foo/type?q=1", "/bar/type?q=1", "/gone", "/",
                "/gone/x", "/x", "/slash/type", "/bar/type", "/slash", "/bar");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            assertEquals("one " + each.getValue(), first(each.getKey()), each.getKey());
        }
    }

    @Test
    void redirectsAndAnswersOfItsOwn() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /away}", "requestRedirectPolicy: {hostname: b.example, scheme: https, statusCode: 301}") + ","
                + route("{prefix: /port}", "requestRedirectPolicy: {port: 8443, scheme: https, path: /new}") + ","
                + route("{prefix: /pre}", "requestRedirectPolicy: {prefix: /post}") + ","
                + route("{exact: /said}", "directResponsePolicy: {statusCode: 418, body: \"a $host\\n\\\"b\\\"\\\\\"}") + ","
                + route("{exact: /gone}", "directResponsePolicy: {statusCode: 410}")));

        assertEquals("301 https://b.example/away/x?q=1", redirect("/away/x?q=1"));
        assertEquals("302 https://a.example:8443/new?q=1", redirect("/port/x?q=1"));
        assertEquals("302 http://a.example/post/x?q=1", redirect("/pre/x?q=1"));
        Said said = get("/said");
        assertEquals(418, said.status());
        assertEquals("a $host\n\"b\"\\", said.body());
        assertEquals("410", first("/gone"));
    }

    private String redirect(String path) throws IOException {
        Said said = get(path);
        return said.status() + " " + said.headers().get("location");
    }

    /// A Service whose pods are the entrance itself.
    @Test
    void whoeverGoesInACircleIsStopped() throws Exception {
        WorldFromFile world = WorldFromFile.of(services());
        nginx = new RealNginx(directory);
        world = WorldFromFile.of(services() + Manifests.service("circle", nginx.http, "127.0.0.1"));
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(root("a", "a.example", route("{prefix: /}",
                "services: [{name: circle, port: 80}, {name: circle, port: 80, mirror: true}]"))));
        nginx.start(IngressPlan.of(world), GatewayPlan.NONE, plan);

        assertEquals(508, get("/").status());
        assertTrue(java.nio.file.Files.readAllLines(directory.resolve("access")).size() < 30, "copies are not copied again");
    }

    @Test
    void anExpressionThatTakesForeverEnds() throws Exception {
        serve("", root("a", "a.example", route("{regex: '/(a+)+b'}", to("one")) + "," + route("{regex: '/(a|aa)+c'}", to("one")) + ","
                + route("{regex: '/.*.*.*.*.*.*d'}", to("one")) + "," + route("{prefix: /}, {header: {name: x, regex: '(a|a)*b'}}", to("one"))));
        long before = System.nanoTime();

        int status = get("/" + "a".repeat(6_000), "X: " + "a".repeat(4_000)).status();

        assertTrue(status == 404 || status == 500, "" + status);
        assertTrue(System.nanoTime() - before < 8_000_000_000L, () -> (System.nanoTime() - before) / 1_000_000 + " ms");
    }

    @Test
    void nginxTakesWhatHostileHttpProxiesBecome() throws Exception {
        List<String> refused = new ArrayList<>();
        List<String> texts = new ArrayList<>(HostileGatewayTest.TEXTS);
        texts.add("a".repeat(4_090));
        texts.add(".".repeat(2_000));
        for (String text : texts) {
            StringBuilder proxies = new StringBuilder();
            int number = 0;
            for (String place : HostileProxyTest.PLACES) {
                proxies.append(HostileProxyTest.proxy("p" + number, "h%d.example".formatted(number++), place, text));
            }
            WorldFromFile world = WorldFromFile.of(services());
            String said = new RealNginx(directory).refusal(IngressPlan.of(world), GatewayPlan.NONE, ProxyPlan.of(world, ProxyFile.of(proxies.toString())));
            if (!said.isEmpty()) {
                refused.add(text.substring(0, Math.min(40, text.length())) + ": " + said);
            }
        }
        assertEquals(List.of(), refused);
    }
}
