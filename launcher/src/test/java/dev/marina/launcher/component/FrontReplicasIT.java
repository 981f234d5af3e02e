package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpServer;

import dev.marina.launcher.process.Poll;

/// HAProxy itself, in front of two control planes and two Payaras that tell who they are.
class FrontReplicasIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HELLO = "hello\n";

    @TempDir
    private Path directory;
    private final List<FakeControlPlane> controlPlanes = new ArrayList<>();
    private final List<HttpServer> consoles = new ArrayList<>();
    private Process haproxy;
    private int api;
    private int agents;
    private int pods;
    private int console;

    /// @param said what came first on each connection to the API
    private record FakeControlPlane(HttpServer internal, ServerSocket api, ServerSocket agent, List<String> said, AtomicBoolean leads) {
        static FakeControlPlane start(String name) throws IOException {
            HttpServer internal = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            AtomicBoolean leads = new AtomicBoolean();
            internal.createContext("/leads", exchange -> {
                exchange.sendResponseHeaders(leads.get() ? 200 : 503, -1);
                exchange.close();
            });
            internal.start();
            List<String> said = new CopyOnWriteArrayList<>();
            return new FakeControlPlane(internal, speaking(name, said), speaking(name, new CopyOnWriteArrayList<>()), said, leads);
        }

        private static ServerSocket speaking(String name, List<String> said) throws IOException {
            ServerSocket server = new ServerSocket(0);
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        StringBuilder first = new StringBuilder();
                        for (int next = socket.getInputStream().read(); next >= 0; next = first.indexOf(HELLO) < 0 ? socket.getInputStream().read() : -1) {
                            first.append((char) next);
                        }
                        said.add(first.toString());
                        socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        said.add("ended: " + e.getMessage());
                    }
                }
            });
            return server;
        }
    }

    private static HttpServer fakeConsole(String name, InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        // Something that the REST API needs is away; it is there itself.
        server.createContext("/api/health", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        return server;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @BeforeEach
    void start() throws Exception {
        for (String name : List.of("one", "two")) {
            controlPlanes.add(FakeControlPlane.start(name));
            consoles.add(fakeConsole(name, new InetSocketAddress("127.0.0.1", 0)));
        }
        controlPlanes.getFirst().leads.set(true);
        api = free();
        agents = free();
        pods = free();
        console = free();
        FrontReplicas replicas = new FrontReplicas("127.0.0.1", Files.writeString(directory.resolve("front.lua"), FrontReplicas.WAITING),
                new FrontReplicas.Doors(api, agents, pods, console, Optional.empty()),
                controlPlanes.stream().map(each -> new FrontReplicas.ApiServer("cp-" + controlPlanes.indexOf(each), each.internal.getAddress().getPort(),
                        each.api.getLocalPort(), each.agent.getLocalPort(), each.agent.getLocalPort())).toList(),
                consoles.stream().map(each -> new FrontReplicas.Console("payara-" + consoles.indexOf(each), each.getAddress().getPort())).toList());
        Path file = Files.writeString(directory.resolve("front.cfg"), """
                global
                    log stdout format raw local0 info
                """ + replicas.global() + """

                defaults
                    log global
                    timeout connect 5s
                    timeout client 60s
                    timeout server 120s
                """ + replicas.text());
        haproxy = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("front.log").toFile()).start();
        assertTrue(Poll.until(SOON, () -> "one".equals(speak(api)) && "one".equals(speak(agents)) && "one".equals(speak(pods))),
                () -> replicas.text());
    }

    @AfterEach
    void stop() throws IOException {
        haproxy.destroyForcibly();
        consoles.forEach(server -> server.stop(0));
        for (FakeControlPlane each : controlPlanes) {
            each.internal.stop(0);
            each.api.close();
            each.agent.close();
        }
    }

    /// Who answers at a port; empty: nobody.
    private static String speak(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(HELLO.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private String page() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(console))).timeout(Duration.ofSeconds(10)).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    @Test
    void everybodyIsLedToTheControlPlaneThatServesAndToTheOtherWhenThatDoes() throws Exception {
        controlPlanes.get(0).leads.set(false);
        controlPlanes.get(1).leads.set(true);

        assertTrue(Poll.until(SOON, () -> "two".equals(speak(api))));
        assertTrue(Poll.until(SOON, () -> "two".equals(speak(agents)) && "two".equals(speak(pods))));
    }

    @Test
    void theControlPlaneIsToldWhoseAConnectionIs() {
        // PROXY v2 begins with these bytes; what the client said comes after.
        assertTrue(controlPlanes.getFirst().said.stream().anyMatch(first -> first.startsWith("\r\n\r\n\0\r\nQUIT\n")), controlPlanes.getFirst().said::toString);
    }

    @Test
    void whoComesWhileNobodyServesWaitsForWhoeverWill() throws Exception {
        controlPlanes.get(0).leads.set(false);
        assertTrue(Poll.until(SOON, () -> log().contains("api-servers/cp-0 is DOWN")), this::log);
        FutureTask<String> early = new FutureTask<>(() -> speak(api));
        Thread.ofVirtual().start(early);
        assertEquals("", speak(agents), "agents try again by themselves");

        controlPlanes.get(1).leads.set(true);

        assertEquals("two", early.get());
    }

    @Test
    void allAreWithOneConsoleAndWithTheOtherFromTheMomentThatItIsGone() throws Exception {
        String first = page();
        for (int i = 0; i < 5; i++) {
            assertEquals(first, page());
        }
        int index = first.equals("one") ? 0 : 1;
        InetSocketAddress address = consoles.get(index).getAddress();
        consoles.get(index).stop(0);

        String other = first.equals("one") ? "two" : "one";
        for (int i = 0; i < 5; i++) {
            assertEquals(other, page());
        }
        assertTrue(Poll.until(SOON, () -> log().contains("consoles/payara-" + index + " is DOWN")), this::log);

        consoles.set(index, fakeConsole(first, address));

        assertTrue(Poll.until(SOON, () -> log().contains("consoles/payara-" + index + " is UP")), this::log);
        assertEquals(other, page(), "nobody is logged in there any more");
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("front.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
