package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marina.agent.runtime.NodeRef;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that answers one list and keeps the watch open.
class PodWatchTest {

    private static final String LIST = """
            {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[%s]}""";
    private static final String POD = """
            {"metadata":{"name":"%1$s","namespace":"default","uid":"uid-%1$s","resourceVersion":"5"},"spec":{"containers":[]}}""";

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        over.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        } else {
            byte[] list = LIST.formatted(POD.formatted("a") + "," + POD.formatted("b")).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
        }
        exchange.close();
    }

    @Test
    void everyPodIsKnownOnceItIsOpenHoweverSlowItsOwnThreadIs() {
        Thread opener = Thread.currentThread();
        Set<String> known = new ConcurrentSkipListSet<>();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).withOnlyHttpWatches(true).build()).build();
                PodWatch watch = new PodWatch(new NodeRef("c1", "one"), client, pod -> learn(pod, opener, known), _ -> { })) {
            watch.open(new NodeRef("c1", "one"));

            assertEquals(Set.of("uid-a", "uid-b"), new TreeSet<>(known));
            over.countDown();
        }
    }

    /// The watch's own thread does not come to tell anything before the test is over.
    private void learn(Pod pod, Thread opener, Set<String> known) {
        if (Thread.currentThread() != opener) {
            try {
                over.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        known.add(pod.getMetadata().getUid());
    }
}
