package dev.marina.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Somebody else's registry: `docker-registry` itself, behind a server that writes down what it is asked for. Repositories below `private/` are for the
/// user `op` alone.
final class OpenRegistry {

    static final String PASSWORD = "right";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int own = free();
    private final Process registry;
    private final HttpServer front;
    /// `GET /v2/…` each.
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> logins = new CopyOnWriteArrayList<>();
    volatile boolean silent;
    volatile boolean lying;

    OpenRegistry(Path directory) throws Exception {
        Path config = Files.writeString(directory.resolve("open.yaml"), """
                version: 0.1
                log: {level: warn, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d", relativeurls: true}
                """.formatted(directory.resolve("open"), own));
        Path log = directory.resolve("open.log");
        registry = new ProcessBuilder("docker-registry", "serve", config.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Instant until = Instant.now().plusSeconds(20);
        while (!listening(own)) {
            if (!registry.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("docker-registry does not start: " + Files.readString(log));
            }
            Thread.onSpinWait();
        }
        front = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        front.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.createContext("/", this::pass);
        front.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:%d".formatted(front.getAddress().getPort()));
    }

    /// Where images are put, past the front.
    String name() {
        return "127.0.0.1:" + own;
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean listening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (silent) {
                return;
            }
            String path = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + path);
            String login = exchange.getRequestHeaders().getFirst("Authorization");
            if (login != null) {
                logins.add(login);
            }
            String right = "Basic " + Base64.getEncoder().encodeToString(("op:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (path.startsWith("/v2/private/") && !right.equals(login)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"open\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + name() + path)).method(exchange.getRequestMethod(),
                    HttpRequest.BodyPublishers.noBody());
            exchange.getRequestHeaders().getOrDefault("Accept", List.of()).forEach(value -> request.header("Accept", value));
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            byte[] body = answer.body().readAllBytes();
            if (lying && body.length > 0) {
                body[body.length / 2] ^= 1;
            }
            for (String header : List.of("Content-Type", "Docker-Content-Digest")) {
                answer.headers().firstValue(header).ifPresent(value -> exchange.getResponseHeaders().set(header, value));
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                answer.headers().firstValue("Content-Length").ifPresent(value -> exchange.getResponseHeaders().set("Content-Length", value));
            }
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void close() throws InterruptedException {
        front.stop(0);
        registry.destroyForcibly().waitFor();
    }
}
