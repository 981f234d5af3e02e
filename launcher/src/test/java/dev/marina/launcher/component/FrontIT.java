package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpServer;

import dev.marina.launcher.tls.Authority;
import dev.marina.launcher.tls.Pem;

/// HAProxy itself with our configuration, in front of a server that tells what it was asked.
class FrontIT {
    @TempDir
    private Path directory;
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private HttpServer server;
    private Process haproxy;
    private HttpClient client;
    private int console;
    private int login;

    @BeforeEach
    void aServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            asked.clear();
            asked.put("path", exchange.getRequestURI().toString());
            exchange.getRequestHeaders().forEach((name, values) -> asked.put(name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("X-Powered-By", "something");
            // The JDK's server closes connections that it kept at times of its own choice, at which HAProxy gives the client up too.
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, 2);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("ok".getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        Authority authority = Authority.create("Test", Instant.now());
        Files.writeString(directory.resolve("ca.pem"), Pem.of(authority.certificate()));
        Files.writeString(directory.resolve("front.pem"),
                authority.issue("localhost", List.of("localhost", "127.0.0.1"), List.of(Authority.Purpose.SERVER), Authority.PUBLIC_LIFE, Instant.now())
                        .wholePem());
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trusting(authority)).connectTimeout(Duration.ofSeconds(5)).build();
        console = freePort();
        login = freePort();
    }

    @AfterEach
    void end() throws InterruptedException {
        server.stop(0);
        haproxy.destroyForcibly().waitFor();
    }

    @Test
    void plainHttpOnlyRedirectsToTheSameAddress() throws Exception {
        front(List.of(), 0);

        HttpResponse<String> answer = get("http://127.0.0.1:" + console + "/clusters/a?b=c");

        assertEquals(308, answer.statusCode());
        assertEquals("https://localhost:" + console + "/clusters/a?b=c", answer.headers().firstValue("Location").orElse(""));
        assertEquals(Map.of(), asked);
    }

    @Test
    void behindTlsIsTheServerWhichLearnsWhoAsks() throws Exception {
        front(List.of(), 0);

        HttpResponse<String> answer = client.send(request("https://localhost:" + console + "/clusters").header("X-Forwarded-For", "203.0.113.9")
                .header("X-Forwarded-Proto", "http").header("X-Forwarded-Host", "evil.test").header("Forwarded", "for=203.0.113.9").build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(200, answer.statusCode());
        assertEquals("127.0.0.1", asked.get("x-forwarded-for"));
        assertEquals("https", asked.get("x-forwarded-proto"));
        assertEquals("localhost:" + console, asked.get("x-forwarded-host"));
        assertEquals(null, asked.get("forwarded"));
    }

    @Test
    void theBrowserIsToldWhatAPageMayDo() throws Exception {
        front(List.of(), 0);

        HttpResponse<String> answer = get("https://localhost:" + console + "/");

        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("same-origin", answer.headers().firstValue("Referrer-Policy").orElse(""));
        assertTrue(answer.headers().firstValue("Content-Security-Policy").orElse("").contains("frame-ancestors 'none'"));
        assertTrue(answer.headers().firstValue("X-Powered-By").isEmpty());
        assertTrue(answer.headers().firstValue("Strict-Transport-Security").isEmpty(), "only with a certificate that browsers know");
    }

    @Test
    void theAuthorityIsThereForDownload() throws Exception {
        front(List.of(), 0);

        assertEquals(Files.readString(directory.resolve("ca.pem")), get("https://localhost:" + console + "/ca.pem").body());
    }

    @Test
    void tooMuchIsRefusedBeforeAnybodyReadsIt() throws Exception {
        front(List.of(), 0);

        // Who waits for leave to go on sends no body, and so is not cut off in the middle of one.
        HttpResponse<String> large = client.send(request("https://localhost:" + console + "/api/v1/signup").expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> endless = client.send(request("https://localhost:" + console + "/api/v1/signup").expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10]))).build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(413, large.statusCode());
        assertEquals(411, endless.statusCode());
        assertEquals(Map.of(), asked);
    }

    @Test
    void layersOfImagesMayBeOfAnySize() throws Exception {
        front(List.of(), 0);
        byte[] layer = new byte[(1 << 20) + 1];

        HttpResponse<String> known = client.send(request("https://localhost:" + console + "/v2/acme/app/blobs/uploads/1").header("Cookie", "JSESSIONID=x")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(layer)).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> endless = client.send(request("https://localhost:" + console + "/v2/acme/app/blobs/uploads/1")
                .method("PATCH", HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(layer))).build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(200, known.statusCode());
        assertEquals(200, endless.statusCode());
        assertEquals("/v2/acme/app/blobs/uploads/1", asked.get("path"));
    }

    @Test
    void whatTenantsPutIntoTheRegistryIsNoPageOfTheConsoles() throws Exception {
        front(List.of(), 0);

        HttpResponse<String> answer = client.send(
                request("https://localhost:" + console + "/v2/acme/app/blobs/sha256:0").header("Cookie", "JSESSIONID=x").build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals("default-src 'none'; sandbox", answer.headers().firstValue("Content-Security-Policy").orElse(""));
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(null, asked.get("cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/../api/v1/signup", "/v2/%2e%2e/api/v1/signup", "/v2//api", "/v2/..;/api", "/v2/;a/api"})
    void thereIsNoWayFromTheRegistryToAnythingElse(String path) throws Exception {
        front(List.of(), 0);

        assertEquals(404, rawStatus(console, "POST", path));
        assertEquals(Map.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/", "/%6detrics", "//metrics", "/%2fmetrics", "/./metrics", "/x/../metrics", "/x/%2e%2e/metrics",
            "/metrics/x/..", "/metrics;a", "/metrics%3Ba", "/;a/metrics", "/health", "/health/ready", "/openapi", "/OPENAPI"})
    void whatTheServerSaysAboutItselfIsNotForThePublic(String path) throws Exception {
        front(List.of(), 0);

        HttpResponse<String> answer = get("https://localhost:" + console + path);

        assertEquals(404, answer.statusCode());
        assertEquals(Map.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/health", "/api/openapi", "/clusters/acme/default/apps/v1/deployments/default/metrics", "/a/.b/c..d/"})
    void whatOnlyLooksLikeItIs(String path) throws Exception {
        front(List.of(), 0);

        assertEquals(200, get("https://localhost:" + console + path).statusCode());
        assertEquals(path, asked.get("path"));
    }

    @Test
    void whatIsNoPathIsRefused() throws Exception {
        front(List.of(), 0);

        assertEquals(400, rawStatus(console, "GET", "/%6detrics;%zz"));
        assertEquals(Map.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/token", "/api/v1/%74oken", "/api/v1/token/", "/api/v1/token;a=b", "/api%2Fv1/token", "/api/v1;a/token", "/api/v1/signup",
            "/api/v1/password-reset", "/api/v1/invitations/%61ccept"})
    void passwordsCannotBeTriedWithoutLimit(String path) throws Exception {
        front(List.of(), 5);
        HttpRequest attempt = request("https://localhost:" + console + path).POST(HttpRequest.BodyPublishers.ofString("{}")).build();

        for (int i = 0; i < 5; i++) {
            assertEquals(200, client.send(attempt, HttpResponse.BodyHandlers.ofString()).statusCode());
        }

        HttpResponse<String> refused = client.send(attempt, HttpResponse.BodyHandlers.ofString());
        assertEquals(429, refused.statusCode());
        assertEquals("60", refused.headers().firstValue("Retry-After").orElse(""));
        assertEquals(200, get("https://localhost:" + console + "/").statusCode());
    }

    @Test
    void whatIsTriedAtBothSitesCountsTogether() throws Exception {
        front(List.of(), 5);

        for (int i = 0; i < 3; i++) {
            assertEquals(200, rawStatus(console, "POST", "/api/v1/token"));
        }
        assertEquals(200, rawStatus(login, "POST", "/realms/marina/login-actions/authenticate?session_code=x"));
        assertEquals(200, rawStatus(login, "POST", "/realms/marina/protocol/openid-connect/token"));

        assertEquals(429, rawStatus(login, "POST", "/realms/marina/login-actions/authenticate?session_code=x"));
        assertEquals(429, rawStatus(console, "POST", "/api/v1/token"));
        assertEquals(200, rawStatus(login, "GET", "/realms/marina/login-actions/authenticate?session_code=x"));
    }

    @Test
    void aTrustedProxyIsBelieved() throws Exception {
        front(List.of("127.0.0.0/8"), 0);

        HttpResponse<String> answer = client.send(request("http://127.0.0.1:" + console + "/").header("X-Forwarded-For", "198.51.100.1, 203.0.113.9")
                .header("X-Forwarded-Proto", "https").build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(200, answer.statusCode());
        assertEquals("203.0.113.9", asked.get("x-forwarded-for"));
    }

    @Test
    void aTrustedProxyThatWasAskedWithoutTlsIsRedirectedToo() throws Exception {
        front(List.of("127.0.0.0/8"), 0);

        HttpResponse<String> answer = client.send(request("http://127.0.0.1:" + console + "/").header("X-Forwarded-Proto", "http").build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(308, answer.statusCode());
    }

    @Test
    void thePlatformsRealmIsPublic() throws Exception {
        front(List.of(), 0);

        assertEquals(200, get("https://localhost:" + login + "/realms/marina/.well-known/openid-configuration").statusCode());
        assertEquals(200, get("https://localhost:" + login + "/resources/ab1_2/login/keycloak.v2/css/styles.css").statusCode());
        assertEquals(200, get("https://localhost:" + login + "/realms/marina/protocol/openid-connect/auth?redirect_uri=https%3A%2F%2Flocalhost").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/", "/admin/master/console/", "/realms/master/protocol/openid-connect/token", "/realms/marina/../master/account",
            "/%61dmin/", "/",
            "/realms/marina/..;/master", "/realms/marina/%2e%2e/master", "//admin/"})
    void keycloaksAdministrationIsNot(String path) throws Exception {
        front(List.of(), 0);

        assertEquals(404, rawStatus(login, "GET", path));
        assertEquals(Map.of(), asked);
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(request(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
    }

    /// Java's client tidies paths up before it sends them; an attacker's does not.
    private int rawStatus(int port, String method, String path) throws IOException {
        try (Socket socket = client.sslContext().getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".formatted(method, path)
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.split(" ")[1]);
        }
    }

    private void front(List<String> trustedProxies, int loginsPerMinute) throws IOException, InterruptedException {
        int backend = server.getAddress().getPort();
        FrontConfig config = new FrontConfig("127.0.0.1", directory, directory.resolve("front.pem"), directory.resolve("ca.pem"), false, trustedProxies,
                loginsPerMinute,
                new FrontConfig.Site("console", "https://localhost:" + console, console, backend),
                new FrontConfig.Site("login", "https://localhost:" + login, login, backend), backend, Optional.empty());
        Path file = Files.writeString(directory.resolve("front.cfg"), config.text());
        Path log = directory.resolve("front.log");
        haproxy = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (int port : new int[] {console, login}) {
            while (!(Probe.tcp("127.0.0.1", port) instanceof Health.Healthy)) {
                assertTrue(haproxy.isAlive() && System.nanoTime() < until, () -> "haproxy does not start: " + read(log) + "\n" + config.text());
                Thread.onSpinWait();
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static SSLContext trusting(Authority authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
