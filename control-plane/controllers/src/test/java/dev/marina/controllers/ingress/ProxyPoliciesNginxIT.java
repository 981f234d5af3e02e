package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.proxy;
import static dev.marina.controllers.ingress.ProxyFile.root;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Debian's nginx by policies of HTTPProxies: how often and how long is tried, which pod is chosen, who may come, and what browsers are told.
class ProxyPoliciesNginxIT extends ProxiesBehindNginx {

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
}
