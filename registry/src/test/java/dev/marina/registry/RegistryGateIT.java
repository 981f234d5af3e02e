package dev.marina.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's `docker-registry` behind the gate, and `skopeo` before it.
class RegistryGateIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;
    private RunningRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new RunningRegistry(directory);
    }

    @AfterEach
    void end() throws Exception {
        registry.close();
    }

    private OciLayout image(long seed, Integer... layers) throws IOException {
        return OciLayout.of(directory.resolve("image-" + seed), seed, List.of(layers));
    }

    private static void succeeded(RunningRegistry.Ran ran) {
        assertEquals(0, ran.code(), ran.output());
    }

    private long used(String tenant) throws Exception {
        return JSON.readTree(registry.control("GET", tenant + "?use").body()).path("bytes").asLong();
    }

    private JsonNode images(String tenant) throws Exception {
        return JSON.readTree(registry.control("GET", tenant).body()).path("items");
    }

    @Test
    void whatWasPushedIsPulledTheSame() throws Exception {
        OciLayout image = image(1, 3 * MIB, 100);

        succeeded(registry.push("acme", image, "acme/team/app:1"));
        succeeded(registry.pull("acme", "acme/team/app@" + image.digest(), directory.resolve("pulled")));

        assertEquals(image.digest(), Digest.of(Files.readAllBytes(directory.resolve("pulled/manifest.json"))).toString());
        assertEquals("team/app", images("acme").get(0).path("name").asText());
        assertEquals(image.digest(), images("acme").get(0).path("tags").get(0).path("digest").asText());
    }

    @Test
    void whatOnePushesAnotherCannotSee() throws Exception {
        OciLayout image = image(1, MIB);
        succeeded(registry.push("acme", image, "acme/app:1"));

        assertNotEquals(0, registry.pull("globex", "acme/app:1", directory.resolve("stolen")).code());
        assertNotEquals(0, registry.push("globex", image, "acme/app:2").code());
        assertNotEquals(0, registry.skopeo("list-tags", "--tls-verify=false", "--creds", "globex:x", "docker://" + registry.name() + "/acme/app").code());
        assertNotEquals(0, registry.skopeo("delete", "--tls-verify=false", "--creds", "globex:x", "docker://" + registry.name() + "/acme/app:1").code());
        succeeded(registry.pull("acme", "acme/app:1", directory.resolve("own")));
        assertEquals(0, images("globex").size());
    }

    /// Who knows a layer's digest has not got the layer: neither by asking for it where he may read, nor by having it put into a repository of his own.
    @Test
    void aLayersDigestIsNoRightToIt() throws Exception {
        succeeded(registry.push("acme", image(1, MIB), "acme/app:1"));
        String layer;
        try (Stream<Path> blobs = Files.walk(registry.storage().resolve("docker/registry/v2/blobs"))) {
            layer = "sha256:" + blobs.filter(file -> file.endsWith("data") && file.toFile().length() > MIB / 2).findFirst().orElseThrow().getParent()
                    .getFileName();
        }
        String writer = registry.bearer("globex/app", "pull", "push");

        HttpResponse<String> read = registry.http.send(registry.request("/v2/globex/app/blobs/" + layer, writer).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> mounted = registry.http.send(registry.request("/v2/globex/app/blobs/uploads/?mount=" + layer + "&from=acme/app", writer)
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> form = registry.http.send(registry.request("/v2/globex/app/blobs/uploads/", writer)
                .header("Content-Type", "application/x-www-form-urlencoded").POST(HttpRequest.BodyPublishers.ofString("mount=" + layer + "&from=acme/app"))
                .build(),
                HttpResponse.BodyHandlers.ofString());

        assertEquals(404, read.statusCode());
        assertNotEquals(201, mounted.statusCode());
        assertNotEquals(201, form.statusCode());
        assertEquals(404,
                registry.http.send(registry.request("/v2/globex/app/blobs/" + layer, writer).build(), HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    @Test
    void withoutATokenNothingIsReadOfABody() throws Exception {
        HttpResponse<String> answer = registry.http.send(registry.request("/v2/acme/app/blobs/uploads/1", "Bearer x.y.z").expectContinue(false)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(401, answer.statusCode());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElse("").contains("scope=\"repository:acme/app:pull,push\""));
        assertEquals("UNAUTHORIZED", JSON.readTree(answer.body()).at("/errors/0/code").asText());
        assertEquals(401, registry.http.send(registry.request("/v2/_catalog", "Bearer x").build(), HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals(404,
                registry.http.send(registry.request("/v2/_catalog", registry.bearer("acme/app", "pull")).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode());
    }

    @Test
    void aFullTenantIsToldItsLimitAndKeepsWhatItHas() throws Exception {
        registry.limit(4 * MIB);
        succeeded(registry.push("acme", image(1, 2 * MIB), "acme/app:1"));

        RunningRegistry.Ran refused = registry.push("acme", image(2, MIB, 3 * MIB), "acme/app:2");

        assertNotEquals(0, refused.code());
        assertTrue(refused.output().contains("exceeded quota: images of tenant acme may take %d bytes (4Mi)".formatted(4 * MIB)), refused.output());
        succeeded(registry.pull("acme", "acme/app:1", directory.resolve("kept")));
        assertTrue(used("acme") <= 4 * MIB, () -> "stored");
        succeeded(registry.push("globex", image(2), "globex/app:1"));

        assertEquals(204, registry.control("DELETE", "acme?image=app").statusCode());
        assertEquals(404, registry.control("DELETE", "acme?image=app").statusCode());
        succeeded(registry.push("acme", image(3, 3 * MIB), "acme/app:3"));
    }

    /// Bodies without a length, many at once, from one who may store a MiB: no more than that is ever on disk, and the neighbour notices nothing.
    @Test
    void aFloodEndsAtTheLimitAndDoesNotReachTheNeighbour() throws Exception {
        registry.limit(MIB);
        String writer = registry.bearer("globex/app", "pull", "push");
        registry.limit(64 * MIB);
        OciLayout image = image(1, 8 * MIB);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> flood = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                flood.add(threads.submit(() -> endlessUpload(writer)));
            }

            succeeded(registry.push("acme", image, "acme/app:1"));
            succeeded(registry.pull("acme", "acme/app:1", directory.resolve("meanwhile")));

            for (Future<Integer> each : flood) {
                assertTrue(List.of(403, 429).contains(each.get()), "status " + each.get());
            }
        }
        assertTrue(used("globex") <= MIB + (256 << 10), "%d bytes".formatted(used("globex")));
    }

    /// What it was answered; a body that goes on after the answer breaks the connection, which is an answer too.
    private int endlessUpload(String writer) throws Exception {
        HttpResponse<String> begun = registry.http.send(registry.request("/v2/globex/app/blobs/uploads/", writer)
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        if (begun.statusCode() != 202) {
            return begun.statusCode();
        }
        try {
            return registry.http.send(registry.request(begun.headers().firstValue("Location").orElseThrow(), writer)
                    .method("PATCH", HttpRequest.BodyPublishers.ofInputStream(() -> new InputStream() {
                        @Override
                        public int read() {
                            return 'x';
                        }
                    })).build(), HttpResponse.BodyHandlers.ofString()).statusCode();
        } catch (IOException refused) {
            return 403;
        }
    }

    @Test
    void manyEmptyThingsAreCountedByTheirFiles() throws Exception {
        registry.limit(MIB);
        String writer = registry.bearer("acme/app", "pull", "push");
        int begun = 0;
        while (registry.http.send(registry.request("/v2/acme/app/blobs/uploads/", writer).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString()).statusCode() == 202) {
            begun++;
            assertTrue(begun < 100, "uploads without end");
        }
        assertTrue(begun > 10, begun + " uploads");
    }

    @Test
    void aRegistryKilledDuringAPushLeavesNothingHalf() throws Exception {
        String writer = registry.bearer("acme/app", "pull", "push");
        HttpResponse<String> begun = registry.http.send(registry.request("/v2/acme/app/blobs/uploads/", writer)
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        InputStream body = new InputStream() {
            private int sent;

            @Override
            public int read() throws IOException {
                if (sent == 2 * MIB) {
                    half.countDown();
                    await(killed);
                }
                return sent++ < 4 * MIB ? 'x' : -1;
            }

            private static void await(CountDownLatch latch) throws IOException {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> push = threads.submit(() -> registry.http.send(registry.request(begun.headers().firstValue("Location").orElseThrow(), writer)
                    .method("PATCH", HttpRequest.BodyPublishers.ofInputStream(() -> body)).build(), HttpResponse.BodyHandlers.ofString()));
            half.await();
            registry.killRegistry();
            killed.countDown();
            assertTrue(failedOrRefused(push));
        }
        HttpResponse<String> meanwhile = registry.http.send(registry.request("/v2/acme/app/tags/list", registry.bearer("acme/app", "pull")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(503, meanwhile.statusCode());
        assertEquals("UNAVAILABLE", JSON.readTree(meanwhile.body()).at("/errors/0/code").asText());

        registry.startRegistry();

        assertEquals(0, images("acme").size());
        OciLayout image = image(1, 4 * MIB);
        succeeded(registry.push("acme", image, "acme/app:1"));
        succeeded(registry.pull("acme", "acme/app:1", directory.resolve("after")));
    }

    private static boolean failedOrRefused(Future<?> push) throws InterruptedException {
        try {
            return ((HttpResponse<?>) push.get()).statusCode() >= 500;
        } catch (java.util.concurrent.ExecutionException failure) {
            return failure.getCause() instanceof IOException;
        }
    }

    @Test
    void aDeletedTenantsTokenPutsNothingThereAgain() throws Exception {
        OciLayout image = image(1, MIB);
        succeeded(registry.push("acme", image, "acme/app:1"));

        assertEquals(204, registry.control("DELETE", "acme?id=" + TestKey.TENANT_ID).statusCode());

        RunningRegistry.Ran refused = registry.push("acme", image, "acme/app:1");
        assertTrue(refused.code() != 0 && refused.output().contains("tenant acme has been deleted"), refused.output());
        assertEquals(0, used("acme"));
        assertEquals(204, registry.control("DELETE", "acme?id=" + TestKey.TENANT_ID).statusCode());
    }

    @Test
    void theRegistrysFilesAreTenancysToAskForAlone() throws Exception {
        for (String secret : List.of("", "x", RunningRegistry.CONTROL + "0")) {
            assertEquals(401, registry.http.send(registry.request("/control/acme", "x").header("Marina-Registry-Secret", secret).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode());
        }
        assertEquals(400, registry.control("GET", "..").statusCode());
        assertEquals(400, registry.control("DELETE", "acme%2F..?id=" + TestKey.TENANT_ID).statusCode());
    }
}
