package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.proxy;
import static dev.marina.controllers.ingress.ProxyFile.root;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Debian's nginx by what HTTPProxies say.
class ProxyNginxIT extends TwoPodsBehindNginx {

    private static String services() {
        return pair() + Manifests.service("both", one.port(), "127.0.0.1", "127.0.0.2") + Manifests.service("empty", one.port());
    }

    private void serve(String more, String... proxies) throws Exception {
        WorldFromFile world = WorldFromFile.of(services() + more);
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(String.join("", proxies)));
        plan.conditions().forEach((proxy, condition) -> assertEquals(List.of(), condition.errors(), proxy::id));
        nginx = new RealNginx(directory).start(IngressPlan.of(world), GatewayPlan.NONE, plan);
    }

    private Said ask(String method, String host, String path, String... headers) throws IOException {
        return Said.ask(nginx.http, method, host, path, headers);
    }

    private Said get(String path, String... headers) throws IOException {
        return ask("GET", "a.example", path, headers);
    }

    private String first(String path, String... headers) throws IOException {
        return get(path, headers).first();
    }

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

    @Test
    void retriesAskAnotherOneOrTheSameAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer flaky = HttpServer.create(new InetSocketAddress("127.0.0.3", 0), 64);
        flaky.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(asked.incrementAndGet() % 3 == 0 ? 200 : 503, -1);
            exchange.close();
        });
        flaky.start();
        try {
            serve(Manifests.service("flaky", flaky.getAddress().getPort(), "127.0.0.3"), root("a", "a.example",
                    route("{prefix: /again}", to("flaky") + ", retryPolicy: {count: 2}") + "," + route("{prefix: /once}", to("flaky")) + ","
                            + route("{prefix: /codes}",
                                    to("flaky") + ", retryPolicy: {count: 5, retryOn: [retriable-status-codes], retriableStatusCodes: [503]}")));

            assertEquals(200, get("/again").status());
            assertEquals(3, asked.get());
            assertEquals(503, get("/once").status());
            assertEquals(4, asked.get());
            assertEquals(200, get("/codes").status());
            assertEquals(6, asked.get());
        } finally {
            flaky.stop(0);
        }
    }

    @Test
    void whoeverWaitsForTooLongIsTold() throws Exception {
        HttpServer slow = HttpServer.create(new InetSocketAddress("127.0.0.3", 0), 64);
        slow.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
        slow.createContext("/", exchange -> {
            try (exchange) {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        slow.start();
        try {
            serve(Manifests.service("slow", slow.getAddress().getPort(), "127.0.0.3"),
                    root("a", "a.example", route("{prefix: /}", to("slow") + ", timeoutPolicy: {response: 300ms}")));
            long before = System.nanoTime();

            assertEquals(504, get("/").status());
            assertTrue(System.nanoTime() - before < 5_000_000_000L);
        } finally {
            end.countDown();
            slow.stop(0);
        }
    }

    @Test
    void podsAreChosenByHashAndCookie() throws Exception {
        serve("", root("a", "a.example", route("{prefix: /cookie}", to("both") + ", loadBalancerPolicy: {strategy: Cookie}") + ","
                + route("{prefix: /hash}",
                        to("both") + ", loadBalancerPolicy: {strategy: RequestHash, requestHashPolicies: [{terminal: true, headerHashOptions: "
                                + "{headerName: X-User}}, {queryParameterHashOptions: {parameterName: user}}]}")
                + ","
                + route("{prefix: /least}", to("both") + ", loadBalancerPolicy: {strategy: WeightedLeastRequest}") + ","
                + route("{prefix: /random}", to("both") + ", loadBalancerPolicy: {strategy: Random}")));
        Set<String> pods = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Said fresh = get("/cookie");
            pods.add(fresh.first());
            assertTrue(fresh.headers().get("set-cookie").matches("X-Contour-Session-Affinity=[0-9a-f]{32}; Path=/; HttpOnly"), fresh.headers()::toString);
            String cookie = fresh.headers().get("set-cookie").split(";")[0];
            for (int j = 0; j < 3; j++) {
                Said again = get("/cookie", "Cookie: other=1; " + cookie);
                assertEquals(fresh.first(), again.first());
                assertNull(again.headers().get("set-cookie"));
            }
        }
        assertEquals(Set.of("one /cookie", "two /cookie"), pods);
        pods.clear();
        for (int i = 0; i < 30; i++) {
            String user = "u" + i;
            String pod = first("/hash", "X-User: " + user).split(" ")[0];
            pods.add(pod);
            assertEquals(pod, first("/hash?user=other" + i, "X-User: " + user).split(" ")[0], "the first ends it");
            assertEquals(first("/hash?user=" + user), first("/hash?user=" + user));
        }
        assertEquals(Set.of("one", "two"), pods);
        for (String path : List.of("/hash", "/least", "/random")) {
            Set<String> all = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                all.add(first(path));
            }
            assertEquals(2, all.size(), path);
        }
    }

    @Test
    void whoMayComeIsSaidByNetworksAndHowOftenByLimits() throws Exception {
        serve("", proxy("default", "a", "virtualhost: {fqdn: a.example, ipDenyPolicy: [{cidr: 127.0.0.1, source: Remote}]}, routes: ["
                + route("{prefix: /}", to("one")) + "," + route("{prefix: /allowed}", to("one") + ", ipAllowPolicy: [{cidr: 127.0.0.0/8, source: Peer}]") + ","
                + route("{prefix: /others}", to("one") + ", ipAllowPolicy: [{cidr: 192.0.2.0/24, source: Remote}, {cidr: '2001:db8::/32', source: Peer}]")
                + "]"),
                root("b", "b.example",
                        route("{prefix: /}", to("one") + ", rateLimitPolicy: {local: {requests: 3, unit: hour, burst: 1, responseStatusCode: 503, "
                                + "responseHeadersToAdd: [{name: X-Limited, value: 'yes $host'}]}}") + "," + route("{prefix: /free}", to("one"))));

        assertEquals(List.of("403", "one /allowed", "403"), List.of(first("/"), first("/allowed"), first("/others")));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Said said = ask("GET", "b.example", "/");
            statuses.add(said.status());
            assertEquals(said.status() == 503 ? "yes $host" : null, said.headers().get("x-limited"));
        }
        assertEquals(List.of(200, 200, 200, 200, 503, 503), statuses);
        assertEquals("one /free", ask("GET", "b.example", "/free").first());
    }

    @Test
    void browsersOfOtherOriginsAreToldWhatTheyMay() throws Exception {
        serve("", proxy("default", "a", "virtualhost: {fqdn: a.example, corsPolicy: {allowOrigin: ['https://good.example', 'https://[a-z]+.more.example'],"
                + " allowMethods: [GET, POST], allowHeaders: [X-One], exposeHeaders: [X-Two], maxAge: 10m, allowCredentials: true}}, routes: ["
                + route("{prefix: /}", to("one")) + "]"));
        int before = one.requests();
        Said preflight = ask("OPTIONS", "a.example", "/", "Origin: https://good.example", "Access-Control-Request-Method: POST");

        assertEquals(before, one.requests());
        assertEquals(200, preflight.status());
        assertEquals(List.of("https://good.example", "true", "GET,POST", "X-One", "600"), List.of("origin", "credentials", "methods", "headers", "age").stream()
                .map(what -> preflight.headers().get(what.equals("age") ? "access-control-max-age" : "access-control-allow-" + what)).toList());
        Said asked = get("/", "Origin: https://x.more.example");
        assertEquals("https://x.more.example", asked.headers().get("access-control-allow-origin"));
        assertEquals("X-Two", asked.headers().get("access-control-expose-headers"));
        assertNull(asked.headers().get("access-control-allow-methods"));
        for (String origin : List.of("https://evil.example", "https://good.example.evil", "http://good.example")) {
            assertNull(get("/", "Origin: " + origin).headers().get("access-control-allow-origin"), origin);
        }
        assertEquals("one /", ask("OPTIONS", "a.example", "/", "Origin: https://evil.example", "Access-Control-Request-Method: POST").first());
    }

    @Test
    void cookiesFlagsAreRewritten() throws Exception {
        HttpServer baker = HttpServer.create(new InetSocketAddress("127.0.0.3", 0), 64);
        baker.createContext("/", exchange -> {
            exchange.getResponseHeaders().put("Set-Cookie", List.of("one=1; Path=/", "two=2; Secure"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        baker.start();
        try {
            serve(Manifests.service("baker", baker.getAddress().getPort(), "127.0.0.3"), root("a", "a.example", route("{prefix: /}", to("baker")
                    + ", cookieRewritePolicies: [{name: one, secure: true, sameSite: Strict}, {name: two, secure: false}]")));

            assertEquals("one=1; Path=/; Secure; SameSite=Strict\ntwo=2", get("/").headers().get("set-cookie"));
        } finally {
            baker.stop(0);
        }
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
