package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Debian's nginx by configurations of ours.
class RealNginxIT extends TwoPodsBehindNginx {

    private static String services() {
        return pair() + Manifests.service("both", one.port(), "127.0.0.1", "127.0.0.2");
    }

    private static String ingress(String name, String host, String type, String path, String service, String... annotations) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < annotations.length; i += 2) {
            all.put(annotations[i], annotations[i + 1]);
        }
        return Manifests.ingress(name, host, type, path, service, all);
    }

    private IngressPlan serve(String... manifests) throws Exception {
        IngressPlan plan = IngressPlan.of(WorldFromFile.of(services() + String.join("", manifests)));
        nginx = new RealNginx(directory).start(plan);
        return plan;
    }

    private Said ask(String host, String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            return ask(socket, "GET", host, path, "", headers);
        }
    }

    private static Said ask(Socket socket, String method, String host, String path, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, host));
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append(body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n").append("\r\n").append(body);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        return read(socket.getInputStream());
    }

    private static Said read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int c = in.read();; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended in the head: " + head + line);
            }
            if (c == '\n') {
                if (line.isEmpty()) {
                    break;
                }
                head.add(line.toString());
                line.setLength(0);
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
        Map<String, String> headers = Said.headers(head);
        byte[] body;
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            body = chunks(in);
        } else {
            body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        return Said.of(head, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                size.append((char) c);
            }
            int bytes = Integer.parseInt(size.toString().strip(), 16);
            all.writeBytes(in.readNBytes(bytes));
            in.readNBytes(2);
            if (bytes == 0) {
                return all.toByteArray();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hosts-and-paths", "rewrite", "canary", "sticky", "limits-and-access", "timeouts-and-protocols", "default-backend", "what-is-missing",
                    "tls"})
    void nginxTakesEveryGoldenConfiguration(String name) throws Exception {
        assertEquals("", new RealNginx(directory).refusal(IngressPlan.of(WorldFromFile.of(IngressPlanTest.read(name + ".input.yaml")))));
    }

    @Test
    void nginxTakesWhatHostilePathsBecome() throws Exception {
        StringBuilder all = new StringBuilder();
        int number = 0;
        for (String path : List.of("/a; return 200 owned;", "/a\\\"; }", "/$host${x}", "/a'b\"c", "/(a|b)+", "/{}", "/\\", "/ö", "/" + "a".repeat(1_000))) {
            for (String type : List.of("Exact", "Prefix", "ImplementationSpecific")) {
                all.append(ingress("i" + number, "h%d.example".formatted(number++), type, path, "one"));
                all.append(ingress("i" + number, "h%d.example".formatted(number++), type, path, "one", "rewrite-target", "/$3"));
            }
        }
        for (String path : List.of("/a(b|c)*", "/[^/]+/x", "/\\d+\\.html$", "/(?:a)(?=b)", "/a++", "/a*?", "/[a-z]*(x)?")) {
            all.append(ingress("i" + number, "h%d.example".formatted(number++), "ImplementationSpecific", path, "one", "use-regex", "true"));
        }
        assertEquals("", new RealNginx(directory).refusal(IngressPlan.of(WorldFromFile.of(services() + all))));
    }

    @Test
    void hostsAndPathsLeadWhereTheySay() throws Exception {
        serve(ingress("a", "shop.example", "Prefix", "/", "one"), ingress("b", "shop.example", "Prefix", "/cart", "two"),
                ingress("c", "shop.example", "Exact", "/cart/exact", "one"), ingress("d", "*.wild.example", "Prefix", "/", "two"),
                ingress("e", "shop.example", "Prefix", "/absent", "absent"));

        Map<String, String> expected = Map.of("/", "one", "/x", "one", "/cart", "two", "/cart/", "two", "/cart/x", "two", "/carton", "one", "/cart/exact",
                "one",
                "/cart/exact/x", "two");
        for (Map.Entry<String, String> each : expected.entrySet()) {
            assertEquals(each.getValue() + " " + each.getKey(), ask("shop.example", each.getKey()).first());
        }
        assertEquals("two /?q=1", ask("a.wild.example", "/?q=1").first());
        assertEquals(404, ask("a.b.wild.example", "/").status());
        assertEquals(404, ask("wild.example", "/").status());
        assertEquals(404, ask("unknown.example", "/").status());
        assertEquals(503, ask("shop.example", "/absent").status());
        assertEquals(503, ask("shop.example", "/absent/x").status());
        assertEquals("one /absentee", ask("shop.example", "/absentee").first());
    }

    @Test
    void pathsAreRewritten() throws Exception {
        serve(ingress("a", "a.example", "ImplementationSpecific", "/api(/|$)(.*)", "one", "rewrite-target", "/$2"),
                ingress("b", "a.example", "Prefix", "/", "two"), ingress("c", "a.example", "Prefix", "/api/longer/than/that/expression", "two"));

        assertEquals("one /v1/x?q=1", ask("a.example", "/api/v1/x?q=1").first());
        assertEquals("one /", ask("a.example", "/api").first());
        assertEquals("two /apis", ask("a.example", "/apis").first());
        assertEquals("two /api/longer/than/that/expression/x", ask("a.example", "/api/longer/than/that/expression/x").first());
    }

    @Test
    void partOfTheRequestsAndWhoAsksForItGoToTheCanary() throws Exception {
        serve(ingress("a", "a.example", "Prefix", "/", "one"),
                ingress("b", "a.example", "Prefix", "/", "two", "canary", "true", "canary-weight", "30", "canary-by-header", "X-Canary", "canary-by-cookie",
                        "canary"));

        int canary = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            for (int i = 0; i < 900; i++) {
                canary += ask(socket, "GET", "a.example", "/", "").first().startsWith("two") ? 1 : 0;
            }
        }
        // Of 900 with probability 0.3, five standard deviations to each side.
        assertTrue(canary > 270 - 69 && canary < 270 + 69, canary + " of 900 went to the canary");
        for (int i = 0; i < 20; i++) {
            assertEquals("two /", ask("a.example", "/", "X-Canary: always", "Cookie: canary=never").first());
            assertEquals("one /", ask("a.example", "/", "X-Canary: never", "Cookie: canary=always").first());
            assertEquals("two /", ask("a.example", "/", "Cookie: canary=always").first());
            assertEquals("one /", ask("a.example", "/", "Cookie: canary=never").first());
        }
    }

    @Test
    void whoMayComeIsSaidByAddressAndPassword() throws Exception {
        String users = """
                apiVersion: v1
                kind: Secret
                metadata: {name: users, namespace: default}
                data: {auth: %s}
                ---
                """.formatted(Base64.getEncoder().encodeToString("ann:{PLAIN}secret\n".getBytes(StandardCharsets.UTF_8)));
        serve(users, ingress("a", "in.example", "Prefix", "/", "one", "whitelist-source-range", "127.0.0.0/8"),
                ingress("b", "out.example", "Prefix", "/", "one", "whitelist-source-range", "10.0.0.0/8"),
                ingress("c", "wrong.example", "Prefix", "/", "one", "whitelist-source-range", "all"),
                ingress("d", "auth.example", "Prefix", "/", "one", "auth-type", "basic", "auth-secret", "users"));

        assertEquals(200, ask("in.example", "/").status());
        assertEquals(403, ask("out.example", "/").status());
        assertEquals(403, ask("out.example", "/", "X-Forwarded-For: 10.1.1.1", "X-Real-IP: 10.1.1.1", "Forwarded: for=10.1.1.1").status());
        assertEquals(503, ask("wrong.example", "/").status());
        assertEquals(401, ask("auth.example", "/").status());
        Said in = ask("auth.example", "/", "Authorization: Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8)));
        assertEquals(200, in.status());
        assertEquals("", in.value("authorization"));
        assertEquals("127.0.0.1", in.value("x-forwarded-for"));
    }

    @Test
    void ratesAndBodiesAreLimited() throws Exception {
        serve(ingress("a", "a.example", "Prefix", "/", "one", "limit-rps", "2", "limit-burst-multiplier", "2"),
                ingress("b", "b.example", "Prefix", "/", "one", "proxy-body-size", "1k"), ingress("c", "c.example", "Prefix", "/", "one"));

        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            counts.merge(ask("a.example", "/").status(), 1, Integer::sum);
        }
        assertTrue(counts.getOrDefault(200, 0) >= 5 && counts.getOrDefault(503, 0) >= 20, counts.toString());
        assertEquals(200, ask("c.example", "/").status());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            assertEquals(413, ask(socket, "POST", "b.example", "/", "x".repeat(2_000)).status());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            assertEquals(200, ask(socket, "POST", "b.example", "/", "x".repeat(1_000)).status());
        }
    }

    @Test
    void whoHasACookieComesToTheSamePod() throws Exception {
        serve(ingress("a", "a.example", "Prefix", "/", "both", "affinity", "cookie", "session-cookie-name", "route"));

        Set<String> pods = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Said first = ask("a.example", "/");
            String cookie = first.headers().get("set-cookie");
            assertTrue(cookie.matches("route=[0-9a-f]{32}; Path=/; HttpOnly"), cookie);
            pods.add(first.first());
            for (int j = 0; j < 5; j++) {
                Said again = ask("a.example", "/", "Cookie: " + cookie.split(";")[0]);
                assertEquals(first.first(), again.first());
                assertTrue(!again.headers().containsKey("set-cookie"));
            }
        }
        assertEquals(Set.of("one /", "two /"), pods);
    }

    @Test
    void whatAClientSaysOfItsAddressIsNotBelievedAndWhatTheFrontSaysIs() throws Exception {
        serve(ingress("a", "a.example", "Prefix", "/", "one"), ingress("b", "b.example", "Prefix", "/", "one", "whitelist-source-range", "203.0.113.0/24"));

        Said forged = ask("a.example", "/", "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: b");
        assertEquals(List.of("127.0.0.1", "127.0.0.1", "http", "a.example", "203.0.113.9"), List.of(forged.value("x-forwarded-for"), forged.value("x-real-ip"),
                forged.value("x-forwarded-proto"), forged.value("x-forwarded-host"), forged.value("x-original-forwarded-for")));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.front)) {
            socket.getOutputStream().write("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
            Said said = ask(socket, "GET", "a.example", "/", "", "X-Forwarded-For: 1.2.3.4");
            assertEquals("203.0.113.7", said.value("x-forwarded-for"));
            assertEquals("https", said.value("x-forwarded-proto"));
            assertEquals(200, ask(socket, "GET", "b.example", "/", "").status());
        }
        assertEquals(403, ask("b.example", "/", "X-Forwarded-For: 203.0.113.7").status());
    }

    @Test
    void tlsIsEndedByTheCertificateOfItsNameAndNothingElseAnswersThere() throws Exception {
        String manifests = IngressPlanTest.read("tls.input.yaml").replace("10.244.1.2", "127.0.0.1").replace("8080", Integer.toString(one.port()));
        nginx = new RealNginx(directory).start(IngressPlan.of(WorldFromFile.of(manifests)));

        for (String name : List.of("a.example", "www.a.example")) {
            try (SSLSocket socket = tls(name)) {
                socket.startHandshake();
                assertEquals("CN=a.example", ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal().getName());
                Said said = ask(socket, "GET", name, "/", "");
                assertEquals("one /", said.first());
                assertEquals("https", said.value("x-forwarded-proto"));
            }
        }
        for (String name : List.of("b.example", "c.example", "unknown.example")) {
            try (SSLSocket socket = tls(name)) {
                assertThrows(SSLException.class, socket::startHandshake);
            }
        }
        Said plain = ask("a.example", "/x?y=1");
        assertEquals(308, plain.status());
        assertEquals("https://a.example/x?y=1", plain.headers().get("location"));
        assertEquals(503, ask("b.example", "/").status());
        assertEquals(200, ask("c.example", "/").status());
    }

    private SSLSocket tls(String name) throws Exception {
        return TrustingClient.connect(nginx.https, name);
    }

    @Test
    void webSocketsPass() throws Exception {
        try (ServerSocket pod = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.3"))) {
            Thread.ofVirtual().start(() -> upgraded(pod));
            serve(Manifests.service("ws", pod.getLocalPort(), "127.0.0.3"), ingress("a", "a.example", "Prefix", "/", "ws"));

            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
                Said said = ask(socket, "GET", "a.example", "/", "", "Connection: Upgrade", "Upgrade: websocket");
                assertEquals(101, said.status());
                socket.getOutputStream().write("ping\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("pong ping", new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine());
            }
        }
    }

    private static void upgraded(ServerSocket pod) {
        try (Socket socket = pod.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            Set<String> head = new HashSet<>();
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                head.add(line.toLowerCase());
            }
            String answer = head.contains("upgrade: websocket") && head.contains("connection: upgrade") ? "101 Switching Protocols" : "400 Bad Request";
            socket.getOutputStream()
                    .write("HTTP/1.1 %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n".formatted(answer).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(("pong " + in.readLine() + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Pods come and go and the configuration changes with them, thirty times, while clients ask all the time.
    @Test
    void noRequestIsLostWhenTheConfigurationChangesUnderLoad() throws Exception {
        serve(ingress("a", "a.example", "Prefix", "/", "both"));
        AtomicBoolean end = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Callable<Integer> client = () -> {
                    int answered = 0;
                    while (!end.get()) {
                        Said said = ask("a.example", "/");
                        assertEquals(200, said.status(), said.body());
                        answered++;
                    }
                    return answered;
                };
                counts.add(clients.submit(client));
            }
            for (int i = 0; i < 30; i++) {
                String service = i % 2 == 0 ? Manifests.service("both", one.port(), "127.0.0.1") : Manifests.service("both", one.port(), "127.0.0.2");
                nginx.reload(IngressPlan.of(WorldFromFile.of(service + ingress("a", "a.example", "Prefix", "/", "both"))));
                String wanted = i % 2 == 0 ? "one /" : "two /";
                long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                while (!ask("a.example", "/").first().equals(wanted)) {
                    assertTrue(System.nanoTime() < patience, "the change has no effect: " + nginx.log());
                }
            }
            end.set(true);
            int all = 0;
            for (Future<Integer> count : counts) {
                all += count.get();
            }
            assertTrue(all > 300, "only " + all + " requests were made");
        }
    }
}
