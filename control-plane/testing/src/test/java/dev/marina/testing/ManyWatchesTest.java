package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.store.ClusterRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One client with as many watches on one connection as the server lets it open, all of which have something to tell at once.
@Timeout(120)
class ManyWatchesTest {

    private static final int WATCHES = 700;

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @Test
    void aChangeReachesEveryWatchOfOneConnection() throws Exception {
        ClusterRecord cluster = plane.cluster("acme", "watched");
        ControlPlaneExtension.Credentials admin = plane.credentials(cluster, "admin", "system:masters");
        RawClient writer = plane.withCertificate(admin);
        String configMaps = plane.url("acme", "watched") + "/api/v1/namespaces/default/configmaps";
        String object = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"fan\"},\"data\":{\"a\":\"" + "x".repeat(700) + "\"}}";
        assertEquals(201, writer.send("POST", configMaps, "application/json", object).status());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).executor(threads)
                        .sslContext(ClientTls.context(plane.serverCa(), admin)).build()) {
            List<BufferedReader> watches = new ArrayList<>();
            HttpRequest watch = HttpRequest.newBuilder(URI.create(configMaps + "?watch=true&fieldSelector=metadata.name%3Dfan")).build();
            for (int i = 0; i < WATCHES; i++) {
                HttpResponse<java.io.InputStream> answer = client.send(watch, HttpResponse.BodyHandlers.ofInputStream());
                assertEquals(HttpClient.Version.HTTP_2, answer.version());
                watches.add(new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
            }
            assertEquals(WATCHES, begins(threads, watches, "{\"type\":\"ADDED\""));

            for (int change = 0; change < 3; change++) {
                assertEquals(200,
                        writer.send("PATCH", configMaps + "/fan", "application/merge-patch+json", "{\"data\":{\"b\":\"%d\"}}".formatted(change)).status());
                assertEquals(WATCHES, begins(threads, watches, "{\"type\":\"MODIFIED\""));
            }
            client.shutdownNow();
        }
    }

    /// How many lines of so many watches begin like this.
    private static long begins(ExecutorService threads, List<BufferedReader> watches, String start) throws Exception {
        List<CompletableFuture<String>> lines = watches.stream().map(watch -> CompletableFuture.supplyAsync(() -> line(watch), threads)).toList();
        CompletableFuture.allOf(lines.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        return lines.stream().filter(line -> line.join().startsWith(start)).count();
    }

    private static String line(BufferedReader watch) {
        try {
            return String.valueOf(watch.readLine());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
