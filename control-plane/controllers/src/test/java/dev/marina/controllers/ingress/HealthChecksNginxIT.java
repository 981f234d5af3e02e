package dev.marina.controllers.ingress;

import static dev.marina.controllers.ingress.ProxyFile.root;
import static dev.marina.controllers.ingress.ProxyFile.route;
import static dev.marina.controllers.ingress.ProxyFile.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pods are asked by what runs in an entrance's pod: Debian's nginx, and busybox's shell with the script of the image.
class HealthChecksNginxIT extends ProxiesBehindNginx {

    private static final String CHECK = ", healthCheckPolicy: {path: '/health?a=1&b=%20', host: pods.example, intervalSeconds: 2, timeoutSeconds: 1,"
            + " unhealthyThresholdCount: 2, healthyThresholdCount: 2}";

    @BeforeEach
    void well() {
        one.health(200);
        two.health(200);
        one.questions().clear();
        two.questions().clear();
    }

    private ProxyPlan plan(String more, String... proxies) {
        ProxyPlan plan = ProxyPlan.of(WorldFromFile.of(services() + more), ProxyFile.of(String.join("", proxies)));
        plan.conditions().forEach((proxy, condition) -> assertEquals(List.of(), condition.errors(), proxy::id));
        return plan;
    }

    private void start(String more, String... proxies) throws Exception {
        nginx = new RealNginx(directory);
        nginx.startAsEntrance(IngressPlan.of(WorldFromFile.of(services() + more)), plan(more, proxies));
    }

    /// Who answers of many requests.
    private Set<String> answering(String path) {
        Set<String> names = new HashSet<>();
        try {
            for (int i = 0; i < 20; i++) {
                names.add(first(path).split(" ")[0]);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return names;
    }

    private void await(String what, BooleanSupplier holds) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!holds.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(end), () -> what + ": " + nginx.log());
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void podThatFailsIsTakenOutAndComesBackWhenItServes() throws Exception {
        start("", root("a", "a.example", route("{prefix: /}", to("both") + CHECK) + "," + route("{prefix: /unchecked}", to("both"))));
        await("both are asked", () -> one.questions().size() > 1 && two.questions().size() > 1);
        assertEquals(Set.of("one", "two"), answering("/"));
        assertEquals(Set.of("pods.example"), Set.copyOf(one.questions()));

        two.health(503);
        await("two is out", () -> answering("/").equals(Set.of("one")));
        assertEquals(Set.of("one", "two"), answering("/unchecked"), "who does not ask is not concerned");
        one.health(404);
        await("nobody is left", () -> answering("/").equals(Set.of("502")));

        // What is asked as before is as it was, whatever else changes.
        nginx.publish(IngressPlan.of(WorldFromFile.of(services())), plan("", root("a", "a.example", route("{prefix: /}", to("both") + CHECK)),
                root("b", "b.example", route("{prefix: /}", to("one")))));
        await("the other name is served", () -> {
            try {
                return ask("GET", "b.example", "/").status() == 200;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertEquals(Set.of("502"), answering("/"));

        one.health(200);
        two.health(200);
        await("both are back", () -> answering("/").equals(Set.of("one", "two")));
        assertTrue(nginx.log().contains("127.0.0.2 %d is out, it failed 2 times".formatted(two.port())), nginx::log);
        assertTrue(nginx.log().contains("127.0.0.2 %d is back, it served 2 times".formatted(two.port())), nginx::log);
        assertFalse(nginx.log().contains("not found") || nginx.log().contains("syntax"), nginx::log);
    }

    @Test
    void goodStatusIsWhatThePolicySays() throws Exception {
        one.health(404);
        two.health(299);
        start("",
                root("a", "a.example", route("{prefix: /}", to("both") + ", healthCheckPolicy: {path: /health, intervalSeconds: 2, unhealthyThresholdCount: 1,"
                        + " expectedStatuses: [{start: 200, end: 299}, {start: 404, end: 405}]}")));

        await("404 is good and 299 is none", () -> answering("/").equals(Set.of("one")));
        assertEquals(Set.of("contour-envoy-healthcheck"), Set.copyOf(two.questions()));
    }

    /// Pods that never answer, that answer without end, and that say what is no HTTP: they are out, hold nobody up, and fill nothing.
    @Test
    void hostilePodsAreOutAndHoldNobodyUp() throws Exception {
        List<Socket> held = new CopyOnWriteArrayList<>();
        List<String> services = new ArrayList<>();
        List<String> routes = new ArrayList<>();
        try (ServerSocket silent = listen(held, "");
                ServerSocket endless = listen(held, "HTTP/1.1 200 OK\r\n\r\n");
                ServerSocket odd = listen(held, "\033[2J$(id)\n* * *")) {
            for (int i = 0; i < 40; i++) {
                services.add(Manifests.service("s" + i, silent.getLocalPort(), "127.0.1." + (i + 1)));
                routes.add(route("{prefix: /s%d}".formatted(i), to("s" + i) + CHECK));
            }
            services.add(Manifests.service("endless", endless.getLocalPort(), "127.0.0.1"));
            services.add(Manifests.service("odd", odd.getLocalPort(), "127.0.0.1"));
            routes.add(route("{prefix: /odd}", to("odd") + CHECK));
            routes.add(route("{prefix: /endless}", to("endless") + CHECK));
            start(String.join("", services), root("a", "a.example", String.join(",", routes) + "," + route("{prefix: /}", to("both") + CHECK)));
            two.health(503);

            await("who is fast is found out among them", () -> answering("/").equals(Set.of("one")));
            await("the silent are out", () -> nginx.log().lines().filter(line -> line.contains("127.0.1.") && line.contains("is out")).count() == 40);
            await("and so is nonsense", () -> nginx.log().contains("127.0.0.1 %d is out".formatted(odd.getLocalPort())));
            assertFalse(nginx.log().contains("uid="), nginx::log);
            assertTrue(children() < 120, () -> children() + " processes");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private long children() {
        return nginx.processes();
    }

    /// Whoever connects is told that, again and again if it is not empty.
    private static ServerSocket listen(List<Socket> held, String says) throws java.io.IOException {
        ServerSocket listener = new ServerSocket();
        listener.bind(new InetSocketAddress("0.0.0.0", 0), 512);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    held.add(socket);
                    if (!says.isEmpty()) {
                        Thread.ofVirtual().start(() -> talk(socket, says));
                    }
                }
            } catch (java.io.IOException _) {
                // The test has ended.
            }
        });
        return listener;
    }

    private static void talk(Socket socket, String says) {
        try (socket) {
            while (true) {
                socket.getOutputStream().write(says.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (java.io.IOException _) {
            // Whoever asked has heard enough.
        }
    }

    @Test
    void connectionsAreLedToPodsThatAcceptThem() throws Exception {
        try (ServerSocket pod = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            start(Manifests.service("tcp", pod.getLocalPort(), "127.0.0.1", "127.0.0.9"), ProxyFile.proxy("default", "t",
                    "virtualhost: {fqdn: t.example, tls: {passthrough: true}}, tcpproxy: {services: [{name: tcp, port: 80}], healthCheckPolicy: {intervalSeconds: 2,"
                            + " unhealthyThresholdCount: 1}}"));

            await("who accepts no connection is out", () -> nginx.log().contains("127.0.0.9 %d is out".formatted(pod.getLocalPort())));
            assertFalse(nginx.log().contains("127.0.0.1 %d is out".formatted(pod.getLocalPort())), nginx::log);
        }
    }
}
