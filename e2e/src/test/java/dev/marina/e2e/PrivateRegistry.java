package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A registry on this machine with one image, which it gives to those who know the password, and below `open/` to everybody. Speaks as much of the distribution
/// protocol as pulling needs.
final class PrivateRegistry implements AutoCloseable {

    static final String USER = "ann";
    static final String PASSWORD = "only ann knows";
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// `<agent> <method> <path>` each.
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final byte[] manifest;

    /// @param saved directory with what `docker save` wrote of an image
    private PrivateRegistry(String address, Path saved) throws IOException {
        JsonNode contents = JSON.readTree(saved.resolve("manifest.json").toFile()).get(0);
        ObjectNode config = (ObjectNode) JSON.readTree(saved.resolve(contents.path("Config").asText()).toFile());
        // Another image than the one that everybody has.
        ((ObjectNode) config.path("config")).putObject("Labels").put("private", Long.toString(System.nanoTime()));
        byte[] configBytes = JSON.writeValueAsBytes(config);
        byte[] layer = Files.readAllBytes(saved.resolve(contents.path("Layers").get(0).asText()));
        manifest = """
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%d,"digest":"%s"},\
                "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":%d,"digest":"%s"}]}"""
                .formatted(MANIFEST, configBytes.length, keep(configBytes), layer.length, keep(layer)).getBytes(StandardCharsets.UTF_8);
        int colon = address.lastIndexOf(':');
        server = HttpServer.create(new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    static PrivateRegistry start(Marina marina, String address) {
        Path directory = marina.home().resolve("e2e-registry");
        Program.run(Path.of("/"), Map.of(), Duration.ofMinutes(1),
                List.of("sh", "-c", "mkdir -p %s && docker --host unix:///run/marina-%s/docker.sock save marina/busybox:1 | tar -x -C %s"
                        .formatted(directory, marina.instance(), directory)))
                .succeeded();
        try {
            return new PrivateRegistry(address, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// This machine's own address.
    static String address() {
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(address -> address.getHostAddress()).filter(address -> !address.startsWith("100.")).findFirst()
                    .orElseThrow(() -> new AssertionError("this machine has no address but loopback"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String keep(byte[] content) {
        String digest = digest(content);
        blobs.put(digest, content);
        return digest;
    }

    private static String digest(byte[] content) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String login = "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            asked.add("%s %s %s".formatted(exchange.getRequestHeaders().getFirst("User-Agent").split("/")[0], exchange.getRequestMethod(), path));
            if (!path.startsWith("/v2/open/") && !login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"private\"");
                send(exchange, 401, "application/json", "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}".getBytes(StandardCharsets.UTF_8));
            } else if (path.contains("/manifests/")) {
                exchange.getResponseHeaders().add("Docker-Content-Digest", digest(manifest));
                send(exchange, 200, MANIFEST, manifest);
            } else if (blobs.containsKey(name)) {
                send(exchange, 200, "application/octet-stream", blobs.get(name));
            } else {
                send(exchange, path.equals("/v2/") ? 200 : 404, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
