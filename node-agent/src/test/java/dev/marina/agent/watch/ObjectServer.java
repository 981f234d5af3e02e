package dev.marina.agent.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// An API server that keeps what it is given, tells its watches, and fails when the test says so.
public final class ObjectServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATUS = "/status";
    private static final int FIRST_VERSION = 10;

    private record Change(String collection, String type, JsonNode object) {}

    private final HttpServer server;
    private final CountDownLatch over = new CountDownLatch(1);
    /// Guards itself and `changes`.
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    /// `<method> <path>`, a watch as `WATCH <path>`.
    public final List<String> asked = new CopyOnWriteArrayList<>();
    /// What is POSTed to these paths is answered so, and not kept.
    public final Map<String, Function<JsonNode, Object>> answers = new ConcurrentHashMap<>();
    /// The code with which a request, as in `asked`, is refused; 0 to serve it.
    public volatile ToIntFunction<String> refusal = _ -> 0;
    /// Reason of the one cause that refusals have; empty: they have none.
    public volatile String cause = "";
    /// Called before a request, as in `asked`, is served.
    public volatile java.util.function.Consumer<String> before = _ -> {};

    public ObjectServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Null when there is none.
    public JsonNode object(String path) {
        synchronized (objects) {
            return objects.get(path);
        }
    }

    public void put(String path, Object object) {
        synchronized (objects) {
            boolean known = objects.containsKey(path);
            keep(path, JSON.valueToTree(object), known ? "MODIFIED" : "ADDED");
        }
    }

    private ObjectNode keep(String path, ObjectNode object, String type) {
        ObjectNode before = objects.put(path, object);
        object.withObject("/metadata").put("resourceVersion", Integer.toString(FIRST_VERSION + changes.size() + 1))
                .put("uid", before == null ? "uid-" + changes.size() : before.at("/metadata/uid").asText());
        changes.add(new Change(path.substring(0, path.lastIndexOf('/')), type, object.deepCopy()));
        return object;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String method = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true") ? "WATCH" : exchange.getRequestMethod();
        String request = method + " " + path;
        asked.add(request);
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            before.accept(request);
            int refused = refusal.applyAsInt(request);
            if (refused != 0) {
                say(exchange, refused, Map.of("kind", "Status", "status", "Failure", "code", refused, "message", "refused by the test", "details",
                        Map.of("causes", cause.isEmpty() ? List.of() : List.of(Map.of("reason", cause)))));
                return;
            }
            switch (method) {
                case "WATCH" -> tell(exchange, path);
                case "GET" -> get(exchange, path);
                case "POST" -> post(exchange, path, body);
                case "PATCH" -> patch(exchange, path, body);
                default -> delete(exchange, path);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(HttpExchange exchange, int code, Object answer) throws IOException {
        byte[] text = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, text.length);
        exchange.getResponseBody().write(text);
    }

    private static void notFound(HttpExchange exchange) throws IOException {
        say(exchange, 404, Map.of("kind", "Status", "status", "Failure", "code", 404, "reason", "NotFound"));
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        JsonNode known = object(path);
        if (known != null) {
            say(exchange, 200, known);
        } else if (collection(path)) {
            say(exchange, 200, list(path));
        } else {
            notFound(exchange);
        }
    }

    /// Of a path with an even number of parts after the version, which is the end of `/api/v1` or `/apis/g/v1`.
    private static boolean collection(String path) {
        int parts = path.split("/").length - (path.startsWith("/apis/") ? 4 : 3);
        return parts % 2 == 1;
    }

    private ObjectNode list(String path) {
        ObjectNode list = JSON.createObjectNode();
        ArrayNode items = list.putArray("items");
        synchronized (objects) {
            objects.forEach((name, object) -> {
                if (name.substring(0, name.lastIndexOf('/')).equals(path)) {
                    items.add(object.deepCopy());
                }
            });
            list.putObject("metadata").put("resourceVersion", Integer.toString(FIRST_VERSION + changes.size()));
        }
        return list;
    }

    private void post(HttpExchange exchange, String path, JsonNode body) throws IOException {
        if (answers.containsKey(path)) {
            say(exchange, 201, answers.get(path).apply(body));
            return;
        }
        String name = path + "/" + body.at("/metadata/name").asText();
        synchronized (objects) {
            if (!objects.containsKey(name)) {
                say(exchange, 201, keep(name, (ObjectNode) body, "ADDED"));
                return;
            }
        }
        say(exchange, 409, Map.of("kind", "Status", "status", "Failure", "code", 409, "reason", "AlreadyExists"));
    }

    private void patch(HttpExchange exchange, String path, JsonNode body) throws IOException {
        String name = path.endsWith(STATUS) ? path.substring(0, path.length() - STATUS.length()) : path;
        synchronized (objects) {
            if (objects.containsKey(name)) {
                ObjectNode merged = objects.get(name).deepCopy();
                merge(merged, body);
                say(exchange, 200, keep(name, merged, "MODIFIED"));
                return;
            }
        }
        notFound(exchange);
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isObject() && into.path(field.getKey()).isObject()) {
                merge((ObjectNode) into.get(field.getKey()), field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private void delete(HttpExchange exchange, String path) throws IOException {
        synchronized (objects) {
            ObjectNode known = objects.remove(path);
            if (known != null) {
                changes.add(new Change(path.substring(0, path.lastIndexOf('/')), "DELETED", known));
                say(exchange, 200, known);
                return;
            }
        }
        notFound(exchange);
    }

    private void tell(HttpExchange exchange, String path) throws IOException, InterruptedException {
        String version = exchange.getRequestURI().getQuery().replaceFirst(".*resourceVersion=(\\d+).*", "$1");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        int next = Integer.parseInt(version) - FIRST_VERSION;
        do {
            List<Change> fresh;
            synchronized (objects) {
                fresh = List.copyOf(changes.subList(next, changes.size()));
            }
            next += fresh.size();
            for (Change change : fresh) {
                if (change.collection.equals(path)) {
                    ObjectNode event = JSON.createObjectNode().put("type", change.type).set("object", change.object);
                    exchange.getResponseBody().write((event + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            }
        } while (!over.await(20, TimeUnit.MILLISECONDS));
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
