package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.proxy;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's nginx with its stream module, by HTTPProxies whose connections are led on, or have one version of TLS.
class ConnectionNginxIT {

    @TempDir
    private Path directory;
    private RealNginx nginx;
    private EchoPod pod;

    @BeforeEach
    void pod() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so")), "libnginx-mod-stream is not installed");
        pod = EchoPod.start("pod", "127.0.0.1", 0);
    }

    @AfterEach
    void end() {
        if (nginx != null) {
            nginx.close();
        }
        if (pod != null) {
            pod.close();
        }
    }

    private WorldFromFile world;

    private ProxyPlan plan(String services, String... proxies) throws IOException {
        world = WorldFromFile.of(services + Manifests.service("web", pod.port(), "127.0.0.1") + Manifests.service("empty", 1))
                .with(WorldFromFile.of(IngressPlanTest.read("tls.input.yaml")).objects().stream().filter(object -> object.getKind().equals("Secret"))
                        .toArray(HasMetadata[]::new));
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(String.join("", proxies)));
        plan.conditions().forEach((proxy, condition) -> assertEquals(List.of(), condition.errors(), proxy::id));
        return plan;
    }

    private void serve(String services, String... proxies) throws Exception {
        ProxyPlan plan = plan(services, proxies);
        nginx = new RealNginx(directory).start(IngressPlan.of(world), GatewayPlan.NONE, plan);
    }

    private SSLSocket tls(String name, String... protocols) throws Exception {
        return TrustingClient.connect(nginx.https, name, protocols);
    }

    private static String web(Socket socket, String name) throws IOException {
        socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(name).getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void connectionsOfOneNameAreLedOnEncryptedOrNotAndOthersAreHttps() throws Exception {
        try (ServerSocket encrypted = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                ServerSocket plain = new ServerSocket(0, 8,
                        InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> helloed(encrypted));
            Thread.ofVirtual().start(() -> echoed(plain));
            serve(Manifests.service("encrypted", encrypted.getLocalPort(), "127.0.0.1") + Manifests.service("plain", plain.getLocalPort(), "127.0.0.1"),
                    proxy("default", "p",
                            "virtualhost: {fqdn: through.example, tls: {passthrough: true}}, tcpproxy: {services: [{name: encrypted, port: 80}]}"),
                    proxy("default", "t", "virtualhost: {fqdn: ended.example, tls: {secretName: cert}}, tcpproxy: {services: [{name: plain, port: 80}]}"),
                    proxy("default", "e", "virtualhost: {fqdn: nobody.example, tls: {secretName: cert}}, tcpproxy: {services: [{name: empty, port: 80}]}"),
                    proxy("default", "w", "virtualhost: {fqdn: a.example, tls: {secretName: cert}}, routes: [" + route("", to("web")) + "]"));

            try (SSLSocket socket = tls("through.example")) {
                assertTrue(assertThrows(IOException.class, socket::startHandshake).getMessage() != null);
            }
            assertEquals("first byte 22, name through.example", hello.take());
            try (SSLSocket socket = tls("ended.example")) {
                socket.getOutputStream().write("ping\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("pong ping", new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine());
            }
            try (SSLSocket socket = tls("nobody.example")) {
                socket.startHandshake();
                assertEquals(-1, socket.getInputStream().read());
            }
            try (SSLSocket socket = tls("a.example")) {
                String said = web(socket, "a.example");
                assertTrue(said.contains("pod /x") && said.contains("x-forwarded-proto: https") && said.contains("x-real-ip: 127.0.0.1"), said);
            }
            try (SSLSocket socket = tls("unknown.example")) {
                assertThrows(IOException.class, socket::startHandshake);
            }
        }
    }

    private final java.util.concurrent.BlockingQueue<String> hello = new java.util.concurrent.LinkedBlockingQueue<>();

    /// Says what the client began with: it is TLS's own, and nothing stands before it.
    private void helloed(ServerSocket server) {
        try (Socket socket = server.accept()) {
            byte[] begin = socket.getInputStream().readNBytes(5);
            byte[] rest = socket.getInputStream().readNBytes((begin[3] & 0xFF) << 8 | begin[4] & 0xFF);
            String name = new String(rest, StandardCharsets.ISO_8859_1).contains("through.example") ? "through.example" : "none";
            hello.add("first byte %d, name %s".formatted(begin[0], name));
        } catch (IOException e) {
            hello.add(e.toString());
        }
    }

    private static void echoed(ServerSocket server) {
        try (Socket socket = server.accept()) {
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
            socket.getOutputStream().write(("pong " + line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aNameHasTheVersionsOfTlsThatItSays() throws Exception {
        serve("", proxy("default", "n", "virtualhost: {fqdn: new.example, tls: {secretName: cert, minimumProtocolVersion: '1.3'}}, routes: ["
                + route("", to("web")) + "]"),
                proxy("default", "o",
                        "virtualhost: {fqdn: old.example, tls: {secretName: cert, maximumProtocolVersion: '1.2'}}, routes: [" + route("", to("web"))
                                + "]"),
                proxy("default", "b", "virtualhost: {fqdn: both.example, tls: {secretName: cert}}, routes: [" + route("", to("web")) + "]"));

        for (String[] each : new String[][] {{"new.example", "TLSv1.3"}, {"old.example", "TLSv1.2"}, {"both.example", "TLSv1.2"},
                {"both.example", "TLSv1.3"}}) {
            try (SSLSocket socket = tls(each[0], each[1])) {
                assertTrue(web(socket, each[0]).contains("pod /x"), each[0]);
            }
        }
        for (String[] each : new String[][] {{"new.example", "TLSv1.2"}, {"old.example", "TLSv1.3"}}) {
            try (SSLSocket socket = tls(each[0], each[1])) {
                assertThrows(IOException.class, socket::startHandshake, each[0]);
            }
        }
    }

    /// The module comes and goes with what needs it, and the port of TLS changes hands.
    @Test
    void connectionsAreTakenUpAndLeftAgainWhileNginxRuns() throws Exception {
        String web = proxy("default", "w", "virtualhost: {fqdn: a.example, tls: {secretName: cert}}, routes: [" + route("", to("web")) + "]");
        String led = proxy("default", "t", "virtualhost: {fqdn: led.example, tls: {secretName: cert}}, tcpproxy: {services: [{name: web, port: 80}]}");
        serve("", web);
        assertTrue(answers("a.example") && !answers("led.example"));

        for (int i = 0; i < 3; i++) {
            nginx.reload(IngressPlan.of(world), plan("", web, led));
            await(() -> answers("led.example"));
            assertTrue(answers("a.example"), nginx::log);
            nginx.reload(IngressPlan.of(world), plan("", web));
            await(() -> !answers("led.example"));
            assertTrue(answers("a.example"), nginx::log);
        }
    }

    private boolean answers(String name) {
        try (SSLSocket socket = tls(name)) {
            return web(socket, name).contains("pod /x");
        } catch (Exception _) {
            return false;
        }
    }

    private void await(java.util.function.BooleanSupplier there) {
        long end = System.nanoTime() + java.time.Duration.ofSeconds(20).toNanos();
        while (!there.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, nginx::log);
        }
    }

    @Test
    void plainRequestsAreSentToTlsUnlessTheRoutePermitsThem() throws Exception {
        serve("", proxy("default", "n", "virtualhost: {fqdn: a.example, tls: {secretName: cert}}, routes: [" + route("{prefix: /open}", to("web")
                + ", permitInsecure: true") + "," + route("{prefix: /}", to("web")) + "]"));

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            String said = web(socket, "a.example");
            assertTrue(said.startsWith("HTTP/1.1 301") && said.contains("Location: https://a.example/x\r\n"), said);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), nginx.http)) {
            socket.getOutputStream().write("GET /open HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("pod /open"));
        }
    }
}
