package dev.marina.registry.cache;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.marina.registry.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers who pulls images of the registries that are cached. A tag is asked of its registry each time, and where that does not answer it stands for
/// what it last stood for; what has a digest is asked once. Whoever asks is given what the operator's login, or none, is given.
public final class PullThrough implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(PullThrough.class);
    private static final int MOST_MANIFEST_BYTES = 4 << 20;
    /// Of all registries, at a time.
    private static final int COMING = 64;
    /// For one who wants a layer that is coming for somebody else; after that it comes once more, and is not kept.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String DIGEST = "Docker-Content-Digest";

    private record Cached(UpstreamRegistry registry, CacheFiles files) {}

    /// @param type what kind of manifest it is
    private record Manifest(String type, byte[] content) {}

    private final Map<String, Cached> registries = new HashMap<>();
    private final Semaphore coming = new Semaphore(COMING);
    private final Map<Path, Semaphore> layers = new ConcurrentHashMap<>();

    /// @param root of what is kept, a directory for each registry
    /// @param most bytes of each
    public PullThrough(List<CachedRegistry> all, Path root, long most, Clock clock) throws IOException {
        for (CachedRegistry each : all) {
            registries.put(each.alias(), new Cached(new UpstreamRegistry(each, clock), new CacheFiles(root.resolve(each.alias()), most, clock)));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            boolean reads = exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
            Optional<CacheRoute> route = CacheRoute.of(path);
            Cached cached = route.map(CacheRoute::alias).map(registries::get).orElse(null);
            if (reads && path.equals("/v2/")) {
                answer(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.US_ASCII));
            } else if (!reads || cached == null) {
                refuse(exchange, 404, "UNSUPPORTED", "of registries that are cached here manifests and layers are read, and nothing else");
            } else if (coming.tryAcquire()) {
                try {
                    serve(exchange, cached, route.get());
                } finally {
                    coming.release();
                }
            } else {
                refuse(exchange, 429, "TOOMANYREQUESTS", "too many requests at once; try again");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, Cached cached, CacheRoute route) throws IOException, InterruptedException {
        try {
            if (!route.manifest()) {
                layer(exchange, cached, route, route.digest().orElseThrow());
                return;
            }
            Optional<Digest> digest = route.digest().isPresent() ? route.digest() : stands(exchange, cached, route);
            Optional<Manifest> manifest = digest.isEmpty() ? Optional.empty() : manifest(exchange, cached, route, digest.get());
            if (manifest.isEmpty()) {
                refuse(exchange, 404, "MANIFEST_UNKNOWN", "the registry has no such manifest, or gives it to nobody without a login");
                return;
            }
            exchange.getResponseHeaders().set(DIGEST, digest.get().toString());
            answer(exchange, 200, manifest.get().type, manifest.get().content);
        } catch (IOException failure) {
            if (exchange.getResponseCode() != -1) {
                // It has begun: whoever pulls sees that it is cut off.
                throw failure;
            }
            LOG.atInfo().addKeyValue("registry", route.alias()).addKeyValue("error", failure.toString()).log("upstream registry does not answer");
            refuse(exchange, 502, "UNAVAILABLE", "the registry does not answer");
        }
    }

    // -- manifests

    /// What a tag stands for.
    private static Optional<Digest> stands(HttpExchange exchange, Cached cached, CacheRoute route) throws IOException, InterruptedException {
        Path tag = cached.files.tag(route.repository(), route.tag());
        try {
            HttpResponse<InputStream> answer = cached.registry.ask("HEAD", route.repository(), "manifests", route.tag(), accepted(exchange));
            answer.body().close();
            Optional<Digest> digest = answer.headers().firstValue(DIGEST).flatMap(Digest::parse);
            if (answer.statusCode() == 200 && digest.isPresent()) {
                cached.files.keep(digest.get().hex(), tag);
                return digest;
            }
            if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                return Optional.empty();
            }
        } catch (IOException silent) {
            if (cached.files.find(tag).isEmpty()) {
                throw silent;
            }
        }
        Optional<Path> before = cached.files.find(tag);
        return before.isEmpty() ? Optional.empty() : Digest.ofHex(Files.readString(before.get()));
    }

    private static Optional<Manifest> manifest(HttpExchange exchange, Cached cached, CacheRoute route, Digest digest) throws IOException, InterruptedException {
        Path file = cached.files.manifest(route.repository(), digest);
        Optional<Path> known = cached.files.find(file);
        if (known.isPresent()) {
            return Optional.of(read(Files.readAllBytes(known.get())));
        }
        HttpResponse<InputStream> answer = cached.registry.ask("GET", route.repository(), "manifests", digest.toString(), accepted(exchange));
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
                    throw new IOException("status " + answer.statusCode());
                }
                return Optional.empty();
            }
            byte[] content = body.readNBytes(MOST_MANIFEST_BYTES + 1);
            if (content.length > MOST_MANIFEST_BYTES || !Digest.of(content).equals(digest)) {
                throw new IOException("what the registry gives is not what was asked for");
            }
            Manifest manifest = new Manifest(answer.headers().firstValue("Content-Type").orElse("application/json").replaceAll("\\p{Cntrl}", ""), content);
            Path fresh = cached.files.coming();
            try (OutputStream out = Files.newOutputStream(fresh)) {
                out.write((manifest.type + "\n").getBytes(StandardCharsets.UTF_8));
                out.write(content);
            }
            cached.files.keep(fresh, file);
            return Optional.of(manifest);
        }
    }

    private static Manifest read(byte[] file) {
        int line = 0;
        while (file[line] != '\n') {
            line++;
        }
        byte[] content = new byte[file.length - line - 1];
        System.arraycopy(file, line + 1, content, 0, content.length);
        return new Manifest(new String(file, 0, line, StandardCharsets.UTF_8), content);
    }

    private static List<String> accepted(HttpExchange exchange) {
        return exchange.getRequestHeaders().getOrDefault("Accept", List.of());
    }

    // -- layers

    private void layer(HttpExchange exchange, Cached cached, CacheRoute route, Digest digest) throws IOException, InterruptedException {
        Path file = cached.files.layer(digest);
        if (kept(exchange, cached, file, digest)) {
            return;
        }
        Semaphore turn = layers.computeIfAbsent(file, _ -> new Semaphore(1));
        boolean mine = turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (!mine || !kept(exchange, cached, file, digest)) {
                fetch(exchange, cached, route, digest, mine);
            }
        } finally {
            if (mine) {
                layers.remove(file, turn);
                turn.release();
            }
        }
    }

    private static boolean kept(HttpExchange exchange, Cached cached, Path file, Digest digest) throws IOException {
        Optional<Path> known = cached.files.find(file);
        if (known.isEmpty()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(known.get())) {
            stream(exchange, digest, Files.size(known.get()), in, OutputStream.nullOutputStream());
            return true;
        } catch (NoSuchFileException _) {
            // There was no more room for it meanwhile.
            return false;
        }
    }

    /// To who asks and, where it is to be kept, into a file, at once.
    private static void fetch(HttpExchange exchange, Cached cached, CacheRoute route, Digest digest, boolean keep) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = cached.registry.ask(exchange.getRequestMethod(), route.repository(), "blobs", digest.toString(), List.of());
        try (InputStream body = answer.body()) {
            long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
            if (answer.statusCode() != 200) {
                if (answer.statusCode() >= 500 || answer.statusCode() == 429) {
                    throw new IOException("status " + answer.statusCode());
                }
                refuse(exchange, 404, "BLOB_UNKNOWN", "the registry has no such layer, or gives it to nobody without a login");
                return;
            }
            // Of one whose length is not known nobody knows whether there is room for it.
            if (!keep || length < 0 || exchange.getRequestMethod().equals("HEAD") || !cached.files.reserve(length)) {
                stream(exchange, digest, length, body, OutputStream.nullOutputStream());
                return;
            }
            MessageDigest hash = sha256();
            Path fresh = cached.files.coming();
            try {
                try (OutputStream out = Files.newOutputStream(fresh)) {
                    stream(exchange, digest, length, new DigestInputStream(body, hash), out);
                }
                cached.files.release(length);
                length = 0;
                if (HexFormat.of().formatHex(hash.digest()).equals(digest.hex())) {
                    cached.files.keep(fresh, cached.files.layer(digest));
                }
            } finally {
                cached.files.release(length);
                Files.deleteIfExists(fresh);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param length of what is there; negative where nobody knows it
    private static void stream(HttpExchange exchange, Digest digest, long length, InputStream in, OutputStream aside) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.getResponseHeaders().set(DIGEST, digest.toString());
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (length >= 0) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
            }
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        // For the JDK's server 0 is a length that nobody knows, and -1 none.
        exchange.sendResponseHeaders(200, length == 0 ? -1 : Math.max(length, 0));
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] part = new byte[64 << 10];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                out.write(part, 0, read);
                aside.write(part, 0, read);
            }
        }
    }

    // -- answers

    private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        answer(exchange, status, "application/json",
                "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message).getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
