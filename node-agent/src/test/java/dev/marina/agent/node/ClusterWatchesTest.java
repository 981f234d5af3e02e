package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.marina.agent.Await;
import dev.marina.agent.runtime.NodeRef;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that answers lists and keeps watches open, and notes who asks.
class ClusterWatchesTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final NodeRef ONE = new NodeRef("c1", "one");
    private static final NodeRef TWO = new NodeRef("c1", "two");
    private static final String SERVICE = """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"default","uid":"%s","resourceVersion":"%d","annotations":{"big":"text"}},
            "spec":{"clusterIP":"10.96.0.9","ports":[{"port":80}]}}""";

    private final List<String> lists = new CopyOnWriteArrayList<>();
    /// Told to every watch from the first on.
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ClusterWatches watches = new ClusterWatches();
    private HttpServer server;
    private volatile boolean over;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        over = true;
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean slices = exchange.getRequestURI().getPath().endsWith("endpointslices");
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        if (query.contains("watch=true")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            try {
                for (int next = 0; !over; ) {
                    if (slices || next == events.size()) {
                        Thread.sleep(50);
                        continue;
                    }
                    exchange.getResponseBody().write((events.get(next++).replace("\n", "") + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        lists.add(exchange.getRequestHeaders().getFirst("User-Agent") + " " + (slices ? "slices" : "services"));
        byte[] list = (slices ? "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSliceList\",\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}"
                : "{\"apiVersion\":\"v1\",\"kind\":\"ServiceList\",\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[%s]}".formatted(SERVICE.formatted("web", "u1", 7)))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, list.length);
        exchange.getResponseBody().write(list);
        exchange.close();
    }

    private KubernetesClient client(String name) {
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withOnlyHttpWatches(true).withHttp2Disable(true).withUserAgent(name).build()).build();
    }

    @Test
    void nodesOfOneClusterShareOneWatchAndItsObjectsAreStripped() {
        try (KubernetesClient one = client("one"); KubernetesClient two = client("two")) {
            AtomicInteger told = new AtomicInteger();
            watches.join(ONE, one, () -> { });
            watches.join(TWO, two, told::incrementAndGet);

            assertEquals(List.of("one services", "one slices"), List.copyOf(lists));
            Service web = watches.services("default").getFirst();
            assertEquals("10.96.0.9", web.getSpec().getClusterIP());
            assertTrue(web.getMetadata().getAnnotations() == null || web.getMetadata().getAnnotations().isEmpty());

            int before = told.get();
            events.add("{\"type\":\"ADDED\",\"object\":%s}".formatted(SERVICE.formatted("api", "u2", 11)));
            Await.until("the new service", SOON, watches::services, services -> services.size() == 2);
            Await.until("the other node to hear of it", SOON, told::get, now -> now > before);
            watches.leave(TWO);
            watches.leave(ONE);
        }
    }

    @Test
    void whenTheNodeThatWatchesLeavesTheNextTakesOverAndNothingIsForgotten() {
        try (KubernetesClient one = client("one"); KubernetesClient two = client("two")) {
            watches.join(ONE, one, () -> { });
            watches.join(TWO, two, () -> { });

            watches.leave(ONE);

            assertEquals(1, watches.services().size());
            Await.until("lists by the next node", SOON, () -> List.copyOf(lists), all -> all.containsAll(List.of("two services", "two slices")));
            events.add("{\"type\":\"ADDED\",\"object\":%s}".formatted(SERVICE.formatted("api", "u2", 11)));
            Await.until("the new service", SOON, watches::services, services -> services.size() == 2);
            watches.leave(TWO);
            assertEquals(List.of(), watches.services());
        }
    }
}
