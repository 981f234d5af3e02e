package dev.marina.agent.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Answers lists and keeps watches open, as the test says, and notes who asks for what.
public final class ListServer implements AutoCloseable {

    private final HttpServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    /// `<client> list|watch <path>`, with `?continue` and `@version` where given.
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /// Lists by path: from `continue` to the whole answer. A path without one has an empty list.
    public final Map<String, Function<String, String>> lists = new ConcurrentHashMap<>();
    /// Events by path, told to every watch from the first on.
    public final Map<String, List<String>> events = new ConcurrentHashMap<>();
    /// Refuses a watch with a status code, once for each.
    public final List<Integer> refusals = new CopyOnWriteArrayList<>();
    /// So many requests are taken and not answered.
    public volatile int hung;

    public ListServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public KubernetesClient client(String name) {
        return new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false).withMasterUrl(url())
                .withOnlyHttpWatches(true).withHttp2Disable(true).withUserAgent(name).build()).build();
    }

    public void list(String path, String version, String... items) {
        lists.put(path, _ -> "{\"metadata\":{\"resourceVersion\":\"%s\"},\"items\":[%s]}".formatted(version, String.join(",", items)));
    }

    public void event(String path, String type, String object) {
        events.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add("{\"type\":\"%s\",\"object\":%s}".formatted(type, object.replace("\n", "")));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean watch = query.contains("watch=true");
        String next = parameter(query, "continue");
        asked.add("%s %s %s%s%s".formatted(exchange.getRequestHeaders().getFirst("User-Agent"), watch ? "watch" : "list", path,
                next.isEmpty() ? "" : "?" + next, watch ? "@" + parameter(query, "resourceVersion") : ""));
        try {
            if (hangs()) {
                over.await();
            } else if (watch && !refusals.isEmpty()) {
                exchange.sendResponseHeaders(refusals.removeFirst(), -1);
            } else if (watch) {
                tell(exchange, path);
            } else {
                byte[] list = lists.getOrDefault(path, _ -> "{\"metadata\":{\"resourceVersion\":\"10\"},\"items\":[]}").apply(next)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private synchronized boolean hangs() {
        if (hung > 0) {
            hung--;
            return true;
        }
        return false;
    }

    private void tell(HttpExchange exchange, String path) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        for (int next = 0; !over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);) {
            List<String> events = this.events.getOrDefault(path, List.of());
            while (next < events.size()) {
                exchange.getResponseBody().write((events.get(next++) + "\n").getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        }
    }

    private static String parameter(String query, String name) {
        for (String part : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        return "";
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
