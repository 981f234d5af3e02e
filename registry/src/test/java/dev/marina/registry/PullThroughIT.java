package dev.marina.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.marina.registry.cache.CachedRegistry;
import dev.marina.registry.cache.PullThrough;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cache before a real registry that counts what it is asked, pulled from by `skopeo`.
class PullThroughIT {

    private static final long MOST = 1 << 20;

    @TempDir
    private Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private OpenRegistry upstream;
    private HttpServer server;
    private PlainFront front;
    private int pulls;

    @BeforeEach
    void open() throws Exception {
        upstream = new OpenRegistry(directory);
        cache("");
    }

    /// @param user the operator's, of whom the password is known; empty for none
    private void cache(String user) throws Exception {
        if (server != null) {
            server.stop(0);
            front.close();
        }
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new PullThrough(List.of(new CachedRegistry("up.example:5000", upstream.url(), user, OpenRegistry.PASSWORD)),
                directory.resolve("cache"), MOST, Clock.systemUTC()));
        server.start();
        front = new PlainFront(server.getAddress().getPort());
    }

    @AfterEach
    void close() throws Exception {
        front.close();
        server.stop(0);
        upstream.close();
    }

    private OciLayout push(String name, long seed, Integer... layers) throws Exception {
        OciLayout image = OciLayout.of(directory.resolve("image-" + name.replaceAll("[/:]", "-") + "-" + seed), seed, List.of(layers));
        skopeo(0, "copy", "--dest-tls-verify=false", image.source(), "docker://" + upstream.name() + "/" + name);
        return image;
    }

    /// What `skopeo` says.
    private String pull(int code, String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("copy", "--src-tls-verify=false"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("docker://127.0.0.1:%d/up.example_5000/%s".formatted(front.port(), name), "dir:" + directory.resolve("pulled-" + ++pulls)));
        return skopeo(code, arguments.toArray(String[]::new));
    }

    private String skopeo(int code, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", directory.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        return output;
    }

    private long asked(String kind) {
        return upstream.asked.stream().filter(each -> each.startsWith("GET ") && each.contains("/" + kind + "/")).count();
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path)))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json").build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private long kept() {
        try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
            return files.filter(Files::isRegularFile).mapToLong(file -> {
                try {
                    return Files.size(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachLayerComesOnceAndATagIsAskedEachTime() throws Exception {
        push("team/app:1", 1, 20_000, 30_000);

        pull(0, "team/app:1");
        assertEquals(1, asked("manifests"));
        assertEquals(3, asked("blobs"));
        pull(0, "team/app:1");
        cache("");
        pull(0, "team/app:1");
        assertEquals(1, asked("manifests"));
        assertEquals(3, asked("blobs"));

        OciLayout newer = push("team/app:1", 2, 10_000);
        pull(0, "team/app:1");
        assertEquals(newer.digest(), Digest.of(Files.readAllBytes(directory.resolve("pulled-" + pulls).resolve("manifest.json"))).toString());
        pull(0, "team/app@" + newer.digest());
    }

    @Test
    void registryThatIsAwayIsNotMissed() throws Exception {
        push("team/app:1", 1, 20_000);
        push("team/other:1", 2, 20_000);
        pull(0, "team/app:1");
        upstream.silent = true;

        pull(0, "team/app:1");
        pull(1, "team/other:1");
        upstream.silent = false;
        pull(0, "team/other:1");
    }

    /// Whatever login a tenant sends, the registry never sees it, and what it would have opened stays closed.
    @Test
    void privateImagesComeByTheOperatorsLoginAndByNoOther() throws Exception {
        push("private/app:1", 1, 20_000);

        pull(1, "private/app:1");
        pull(1, "private/app:1", "--src-creds", "op:" + OpenRegistry.PASSWORD);
        assertEquals(List.of(), upstream.logins);
        assertEquals(0, asked("blobs"));

        cache("op");
        pull(0, "private/app:1");
        assertNotEquals(List.of(), upstream.logins);
    }

    /// What one repository gives out is not had under another's name.
    @Test
    void manifestOfOneRepositoryIsNotAnothers() throws Exception {
        cache("op");
        OciLayout secret = push("private/app:1", 1, 20_000);
        pull(0, "private/app:1");
        assertEquals(200, get("/v2/up.example_5000/private/app/manifests/" + secret.digest()).statusCode());

        assertEquals(404, get("/v2/up.example_5000/team/app/manifests/" + secret.digest()).statusCode());
    }

    @Test
    void floodOfImagesStaysWithinTheBound() throws Exception {
        for (int i = 0; i < 12; i++) {
            push("flood/app:" + i, i, 200_000);
            pull(0, "flood/app:" + i);
            assertTrue(kept() <= MOST, () -> kept() + " bytes");
        }
        push("flood/large:1", 100, 500_000);
        long before = kept();
        pull(0, "flood/large:1");
        pull(0, "flood/large:1");

        assertTrue(kept() < before + 100_000, "what is too large passes through and is not kept");
        assertEquals(2, upstream.asked.stream().filter(each -> each.startsWith("GET /v2/flood/large/blobs/")).distinct().count());
        assertTrue(upstream.asked.stream().filter(each -> each.startsWith("GET /v2/flood/large/blobs/")).count() >= 3);
        upstream.asked.clear();
        pull(0, "flood/app:11");
        assertEquals(0, asked("blobs"), "the newest are there");
        pull(0, "flood/app:0");
        assertEquals(2, asked("blobs"), "the oldest have gone");
    }

    @Test
    void whatIsNotWhatItIsCalledIsNotKept() throws Exception {
        OciLayout image = push("team/app:1", 1, 20_000);
        upstream.lying = true;

        pull(1, "team/app:1");
        assertEquals(502, get("/v2/up.example_5000/team/app/manifests/" + image.digest()).statusCode());
        upstream.lying = false;
        pull(0, "team/app:1");
    }

    @Test
    void nothingElseIsServed() throws Exception {
        for (String path : List.of("/", "/v2/other.example/team/app/manifests/1", "/v2/up.example_5000/manifests/1", "/v2/up.example_5000/a/../b/manifests/1",
                "/v2/up.example_5000/a%2f..%2fb/manifests/1", "/v2/up.example_5000/team/app/tags/list", "/v2/_catalog", "/v2/up.example_5000/Team/manifests/1",
                "/v2/up.example_5000/team/app/manifests/1?x=y/../../z", "/v2/up.example_5000/team/app/blobs/sha256:00")) {
            int status = get(path).statusCode();
            assertTrue(status == 404 || path.contains("?") && status == 404, path + ": " + status);
        }
        HttpResponse<String> written = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/up.example_5000/team/app/manifests/1"
                .formatted(server.getAddress().getPort()))).PUT(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(404, written.statusCode());
    }
}
