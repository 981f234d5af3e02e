package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are passed on to pods and Services.
class ProxyTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static FakeAgent agent;
    private static HttpServer echo;
    private static RawPod raw;
    private static RawClient client;
    private static String pods;
    private static String services;

    @BeforeAll
    static void aPodServes() throws Exception {
        ClusterRecord cluster = plane.cluster("acme", "proxy");
        FakeNodes.assign(plane, "m1", cluster);
        agent = new FakeAgent(plane, "m1");
        KubernetesClient kubernetes = plane.admin("acme", "proxy");
        Pod web = FakeNodes.runningPod(kubernetes, "web", "10.244.1.9");
        echo = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        echo.createContext("/", ProxyTest::echo);
        echo.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        echo.start();
        raw = new RawPod();
        agent.serves(web.getMetadata().getUid(), 80, echo.getAddress());
        agent.serves(web.getMetadata().getUid(), 8080, echo.getAddress());
        agent.serves(web.getMetadata().getUid(), 666, raw.address());
        FakeNodes.service(kubernetes, "front", 81, "http");
        FakeNodes.slice(kubernetes, "front", "http", 8080, FakeNodes.endpoint(web, true));
        client = plane.withCertificate(plane.credentials(cluster, "someone", "system:masters"));
        pods = plane.url("acme", "proxy") + "/api/v1/namespaces/default/pods/";
        services = plane.url("acme", "proxy") + "/api/v1/namespaces/default/services/";
    }

    @AfterAll
    static void stop() throws IOException {
        agent.close();
        echo.stop(0);
        raw.close();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        if (path.equals("/page")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            answer(exchange, 200, "<a href=\"/rewriteme\">test</a>");
        } else if (path.equals("/moved")) {
            exchange.getResponseHeaders().set("Location", "/target?x=1");
            answer(exchange, 302, "");
        } else if (path.equals("/headers")) {
            exchange.getResponseHeaders().set("X-Of-The-Pod", "yes");
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            answer(exchange, 418, String.join("\n", exchange.getRequestHeaders().entrySet().stream()
                    .map(field -> field.getKey().toLowerCase(java.util.Locale.ROOT) + "=" + field.getValue()).sorted().toList()));
        } else {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            answer(exchange, 200, exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") || bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!exchange.getRequestMethod().equals("HEAD")) {
                out.write(bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"})
    void everyMethodReachesThePodWithPathAndQuery(String method) {
        RawClient.Answer answer = client.send(method, pods + "web/proxy/some%2Fpath//with/" + method + "?a=b&a=c%20d&method=x",
                method.equals("GET") ? "" : "text/plain", "the body");
        assertEquals(200, answer.status(), answer.body());
        assertEquals(method + " /some%2Fpath//with/" + method + "?a=b&a=c%20d&method=x " + (method.equals("GET") ? "" : "the body"), answer.body());
    }

    @Test
    void headIsAnsweredWithoutABody() {
        RawClient.Answer answer = client.send("HEAD", pods + "web/proxy/x", "", "");
        assertEquals(200, answer.status());
        assertEquals("", answer.body());
    }

    @Test
    void aServiceLeadsToItsPod() {
        for (String name : List.of("front:http", "front:81", "http:front:http")) {
            assertEquals("GET /x ", client.get(services + name + "/proxy/x").body());
        }
        assertEquals(503, client.get(services + "front/proxy/x").status(), "no port without a name");
        assertEquals(404, client.get(services + "absent/proxy/x").status());
    }

    @Test
    void aPortMayBeNamedByItsNumber() {
        assertEquals("GET /x ", client.get(pods + "web:8080/proxy/x").body());
        RawClient.Answer named = client.get(pods + "web:http/proxy/x");
        assertEquals(503, named.status());
        assertTrue(named.body().contains("error trying to reach service: "), named.body());
        assertEquals(400, client.get(pods + "ftp:web:80/proxy/x").status());
    }

    @Test
    void theRootOfTheProxyEndsWithASlash() {
        RawClient.Answer moved = client.get(pods + "web/proxy?method=GET");
        assertEquals(301, moved.status());
        assertEquals("proxy/?method=GET", moved.headers().get("location"));
        assertEquals("POST /?method=POST ", client.send("POST", pods + "web/proxy?method=POST", "", "").body());
    }

    @Test
    void linksOfAPageLeadThroughTheProxy() {
        assertEquals("<a href=\"/api/v1/namespaces/default/pods/web:8080/proxy/rewriteme\">test</a>", client.get(pods + "web:8080/proxy/page").body());
    }

    @Test
    void aRedirectLeadsThroughTheProxy() {
        RawClient.Answer moved = client.get(pods + "web/proxy/moved");
        assertEquals(302, moved.status());
        assertEquals("./target?x=1", moved.headers().get("location"));
    }

    /// A token for this server is a password: no pod gets to see it. Nor may a pod say who may read what this server answers.
    @Test
    void whatProvesWhoSomebodyIsDoesNotReachThePod() {
        String token = plane.admin("acme", "proxy").serviceAccounts().inNamespace("default").withName("default")
                .tokenRequest(new io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder().withNewSpec().endSpec().build()).getStatus().getToken();
        plane.admin("acme", "proxy").resource(new io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder().withNewMetadata().withName("all")
                .endMetadata().withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", "default", "default")
                .build()).create();
        RawClient.Answer answer = plane.withToken(token).get(pods + "web/proxy/headers", "text/x-kept");
        assertEquals(418, answer.status(), answer.body());
        assertFalse(answer.body().contains("authorization"), answer.body());
        assertTrue(answer.body().contains("accept=[text/x-kept]"), answer.body());
        assertTrue(answer.body().contains("x-forwarded-for=[127.0.0.1]"), answer.body());
        assertTrue(answer.body().contains("x-forwarded-uri=[/api/v1/namespaces/default/pods/web/proxy/headers]"), answer.body());
        assertEquals("yes", answer.headers().get("x-of-the-pod"));
        assertFalse(answer.headers().containsKey("access-control-allow-origin"));
    }

    @Test
    void whoMayNotProxyIsRefused() {
        RawClient stranger = plane.withCertificate(plane.credentials(plane.cluster("acme", "proxy"), "stranger"));
        assertEquals(403, stranger.get(pods + "web/proxy/x").status());
        assertEquals(403, stranger.send("OPTIONS", pods + "web/proxy/x", "", "").status());
    }

    @Test
    void aPodThatDoesNotListenIsSaidToBeUnreachable() throws IOException {
        KubernetesClient kubernetes = plane.admin("acme", "proxy");
        Pod deaf = FakeNodes.runningPod(kubernetes, "deaf", "10.244.1.10");
        InetSocketAddress nobody;
        try (java.net.ServerSocket closed = new java.net.ServerSocket(0)) {
            nobody = new InetSocketAddress("127.0.0.1", closed.getLocalPort());
        }
        agent.serves(deaf.getMetadata().getUid(), 80, nobody);
        RawClient.Answer answer = client.get(pods + "deaf/proxy/");
        assertEquals(503, answer.status());
        assertTrue(answer.body().contains("error trying to reach service: failed to connect"), answer.body());
    }

    @Test
    void aNodeSaysWhatItDoesNotServe() {
        plane.admin("acme", "proxy").resource(new io.fabric8.kubernetes.api.model.NodeBuilder().withNewMetadata().withName("bare").endMetadata().build())
                .create();
        assertEquals(501, client.get(plane.url("acme", "proxy") + "/api/v1/nodes/bare:10250/proxy/logs/").status());
        assertEquals(404, client.get(plane.url("acme", "proxy") + "/api/v1/nodes/absent/proxy/logs/").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nA: b\rSet-Cookie: c\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "no HTTP\r\n", ""})
    void anAnswerThatIsNoneIsNotPassedOn(String answer) {
        raw.says(answer);
        RawClient.Answer seen = client.get(pods + "web:666/proxy/");
        assertEquals(503, seen.status());
        assertFalse(seen.headers().containsKey("set-cookie"));
    }

    @Test
    void anEndlessHeadIsCutOff() throws Exception {
        raw.saysForEver("HTTP/1.1 200 OK\r\n", "A: b\r\n");
        assertEquals(503, client.get(pods + "web:666/proxy/").status());
        Await.until("the connection is gone", () -> agent.connections() == 0);
    }

    /// The client takes a little of it and leaves: so does the server, and no place is kept.
    @Test
    void anEndlessBodyEndsWithTheClient() throws Exception {
        raw.saysForEver("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(10_000));
        assertEquals("x".repeat(100), client.beginning(pods + "web:666/proxy/", 100));
        Await.until("the connection is gone", () -> agent.connections() == 0 && plane.plane().server().dial().open("acme") == 0);
    }

    @Test
    void anAnswerThatBreaksOffIsNotTakenForWhole() {
        raw.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        assertThrows(IllegalStateException.class, () -> client.get(pods + "web:666/proxy/"));
    }

    @Test
    void aConnectionThatSwitchesProtocolsGoesBothWays() throws Exception {
        raw.switches(c -> (byte) (c + 1));
        try (Socket socket = RawSockets.tls(plane, plane.config().apiPort(), plane.credentials(plane.cluster("acme", "proxy"), "someone", "system:masters"))) {
            String path = java.net.URI.create(pods).getPath() + "web:666/proxy/socket";
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String head = RawSockets.head(socket);
            assertTrue(head.startsWith("HTTP/1.1 101"), head);
            assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("x-of-the-pod: yes"), head);
            assertFalse(head.toLowerCase(java.util.Locale.ROOT).contains("deflate"), head);
            for (String text : List.of("abc", "x".repeat(10_000))) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                String expected = text.chars().mapToObj(c -> Character.toString(c + 1)).collect(java.util.stream.Collectors.joining());
                assertEquals(expected, new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII));
            }
        }
        Await.until("the connection is gone", () -> agent.connections() == 0 && plane.plane().server().dial().open("acme") == 0);
    }
}
