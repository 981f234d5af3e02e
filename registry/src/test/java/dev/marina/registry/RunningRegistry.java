package dev.marina.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `docker-registry` itself, its gate, and a maker of tokens where every tenant's user is called as it is.
public final class RunningRegistry {

    static final String CONTROL = "0123456789abcdef0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TestKey key = TestKey.make();
    private final Path directory;
    private final int registryPort;
    private final RegistryGate gate;
    private final PlainFront front;
    private final HttpServer tokens;
    private volatile long limitBytes = 1L << 30;
    private Process registry;

    public RunningRegistry(Path directory) throws Exception {
        this.directory = directory;
        registryPort = freePort();
        tokens = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        tokens.createContext("/token", this::token);
        tokens.start();
        Path certificate = Files.writeString(directory.resolve("token.pem"), key.certificatePem());
        String realm = "http://127.0.0.1:%d/token".formatted(tokens.getAddress().getPort());
        Files.writeString(directory.resolve("registry.yaml"), """
                version: 0.1
                log: {level: warn, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}, maintenance: {uploadpurging: {enabled: false}}}
                http: {addr: "127.0.0.1:%d", relativeurls: true, secret: the-same-after-a-restart}
                auth: {token: {realm: "%s", service: "%s", issuer: %s, rootcertbundle: %s}}
                """.formatted(storage(), registryPort, realm, TestKey.SERVICE, TestKey.ISSUER, certificate));
        startRegistry();
        gate = new RegistryGate(
                new RegistryGateConfig(freePort(), registryPort, storage(), realm, TestKey.SERVICE, TestKey.ISSUER, certificate, CONTROL, 0, null, 0,
                        List.of()),
                Clock.systemUTC()).start();
        front = new PlainFront(gate.port());
    }

    Path storage() {
        return directory.resolve("storage");
    }

    public void limit(long bytes) {
        limitBytes = bytes;
    }

    void startRegistry() throws Exception {
        registry = new ProcessBuilder("docker-registry", "serve", directory.resolve("registry.yaml").toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("registry.log").toFile())).start();
        Instant until = Instant.now().plusSeconds(20);
        while (!listening(registryPort)) {
            if (!registry.isAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("docker-registry does not start: " + Files.readString(directory.resolve("registry.log")));
            }
            Thread.onSpinWait();
        }
    }

    void killRegistry() throws InterruptedException {
        registry.destroyForcibly().waitFor();
    }

    private static boolean listening(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public String name() {
        return "127.0.0.1:" + front.port();
    }

    /// A token for one's own repositories, whatever was asked for.
    private void token(HttpExchange exchange) throws IOException {
        String login = new String(Base64.getDecoder().decode(exchange.getRequestHeaders().getFirst("Authorization").substring("Basic ".length())),
                StandardCharsets.UTF_8);
        String tenant = login.substring(0, login.indexOf(':'));
        Map<String, List<String>> access = new TreeMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            if (pair.startsWith("scope=")) {
                String[] scope = URLDecoder.decode(pair.substring("scope=".length()), StandardCharsets.UTF_8).split(":");
                if (scope[1].startsWith(tenant + "/")) {
                    access.put(scope[1], Arrays.asList(scope[2].split(",")));
                } else if (scope[1].startsWith("marina/")) {
                    access.put(scope[1], List.of("pull"));
                }
            }
        }
        byte[] body = JSON.writeValueAsBytes(Map.of("token", key.token(access, limitBytes, Instant.now().minusSeconds(2), Duration.ofMinutes(5))));
        exchange.sendResponseHeaders(200, body.length);
        try (exchange; var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    String bearer(String repository, String... actions) {
        return "Bearer " + key.token(Map.of(repository, List.of(actions)), limitBytes, Instant.now().minusSeconds(2), Duration.ofMinutes(5));
    }

    /// @param output of both kinds
    record Ran(int code, String output) {}

    /// `skopeo copy` of this tenant's user.
    Ran push(String tenant, OciLayout image, String to) throws Exception {
        return skopeo("copy", "--dest-tls-verify=false", "--dest-creds", tenant + ":x", image.source(), "docker://" + name() + "/" + to);
    }

    Ran pull(String tenant, String from, Path into) throws Exception {
        return skopeo("copy", "--src-tls-verify=false", "--src-creds", tenant + ":x", "docker://" + name() + "/" + from, "dir:" + into);
    }

    Ran skopeo(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(URI.create("http://" + name() + path)).timeout(Duration.ofSeconds(60)).header("Authorization", authorization);
    }

    public HttpResponse<String> control(String method, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://" + name() + "/control/" + path)).header("Marina-Registry-Secret", CONTROL)
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    public void close() throws IOException, InterruptedException {
        front.close();
        gate.close();
        tokens.stop(0);
        registry.destroyForcibly().waitFor();
    }
}
