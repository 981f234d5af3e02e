package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.pod.PodNode;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.watch.ListServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodWatchTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POD = """
            {"metadata":{"name":"%1$s","namespace":"default","uid":"uid-%1$s","resourceVersion":"5"},"spec":{"containers":[]}}""";

    @TempDir
    private Path directory;

    /// Whoever asks for a pod before that must not hear that there is none.
    @Test
    void podsAreCompleteOnlyOnceTheWholeListIsThere() throws Exception {
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<Void> listed = new CompletableFuture<>();
        PodSet pods = new PodSet(PodNode.simulated(directory));
        try (ListServer server = paged(second);
                KubernetesClient client = server.client("one");
                PodWatch _ = new PodWatch(new NodeRef("c1", "one"), client, pods, () -> listed.complete(null)).start()) {
            Await.until("the first pod", SOON, pods::uids, Set.of("uid-a")::equals);
            assertFalse(pods.isComplete());

            second.complete(null);
            listed.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertTrue(pods.isComplete());
            assertEquals(Set.of("uid-a", "uid-b"), pods.uids());
            assertTrue(server.asked.contains("one list /api/v1/pods?2"));
        } finally {
            pods.abandon();
        }
    }

    private static ListServer paged(CompletableFuture<Void> second) throws IOException {
        ListServer server = new ListServer();
        server.lists.put("/api/v1/pods", next -> {
            if (next.isEmpty()) {
                return "{\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"2\"},\"items\":[%s]}".formatted(POD.formatted("a"));
            }
            second.join();
            return "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}".formatted(POD.formatted("b"));
        });
        return server;
    }
}
