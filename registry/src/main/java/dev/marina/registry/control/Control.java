package dev.marina.registry.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.marina.registry.RepositoryName;
import dev.marina.registry.gate.Gate;
import dev.marina.registry.storage.Removal;
import dev.marina.registry.storage.StoredBytes;
import dev.marina.registry.storage.StoredImage;
import dev.marina.registry.storage.StoredImages;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/control/<tenant>`: `GET` lists its images (`after`, `most`), `GET ?use` says how much it stores; `DELETE` with `image`, `image` and `tag`, `image` and
/// `untagged`, or the `id` of a tenant that ends, removes. 404 where there was nothing of the kind.
public final class Control implements HttpHandler {

    public static final String PATH = "/control/";
    public static final String SECRET = "Marina-Registry-Secret";
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final ObjectMapper JSON = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    private static final int MOST = 1000;

    private final byte[] secret;
    private final StoredImages images;
    private final StoredBytes bytes;
    private final Removal removal;
    private final Gate gate;
    private final Runnable sweep;

    /// @param sweep to be done soon
    public Control(String secret, StoredImages images, StoredBytes bytes, Removal removal, Gate gate, Runnable sweep) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.images = images;
        this.bytes = bytes;
        this.removal = removal;
        this.gate = gate;
        this.sweep = sweep;
    }

    private record Answer(int status, Optional<ObjectNode> body) {
        static Answer of(int status) {
            return new Answer(status, Optional.empty());
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (IOException | RuntimeException failure) {
                LOG.atError().addKeyValue("path", exchange.getRequestURI().getRawPath()).setCause(failure).log("request failed");
                answer = Answer.of(500);
            }
            byte[] body = answer.body().map(node -> node.toString().getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        byte[] given = Optional.ofNullable(exchange.getRequestHeaders().getFirst(SECRET)).orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, secret)) {
            return Answer.of(401);
        }
        String tenant = exchange.getRequestURI().getPath().substring(PATH.length());
        if (!RepositoryName.isTenant(tenant)) {
            return Answer.of(400);
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        return switch (exchange.getRequestMethod()) {
            case "GET" -> new Answer(200, Optional.of(query.containsKey("use") ? use(tenant) : list(tenant, query)));
            case "DELETE" -> Answer.of(remove(tenant, query) ? 204 : 404);
            default -> Answer.of(405);
        };
    }

    private ObjectNode use(String tenant) {
        return JSON.createObjectNode().put("bytes", bytes.of(tenant, _ -> false));
    }

    private ObjectNode list(String tenant, Map<String, String> query) {
        int most = Math.clamp(Long.parseLong(query.getOrDefault("most", "100")), 1, MOST);
        ObjectNode root = JSON.createObjectNode();
        var items = root.putArray("items");
        for (StoredImage image : images.of(tenant, query.getOrDefault("after", ""), most)) {
            ObjectNode item = items.addObject().put("name", image.name()).put("sizeBytes", image.sizeBytes()).put("untagged", image.untagged());
            var tags = item.putArray("tags");
            image.tags().forEach(tag -> tags.addObject().put("name", tag.name()).put("digest", tag.digest()).put("sizeBytes", tag.sizeBytes())
                    .put("pushed", tag.pushed().toString()));
        }
        return root;
    }

    private boolean remove(String tenant, Map<String, String> query) throws IOException {
        boolean done;
        if (query.containsKey("id")) {
            removal.tenant(tenant, query.get("id"));
            done = true;
        } else {
            Optional<RepositoryName> name = RepositoryName.parse(tenant + "/" + query.getOrDefault("image", ""));
            if (name.isEmpty()) {
                return false;
            }
            done = query.containsKey("tag")
                    ? removal.tag(name.get(), query.get("tag"))
                    : query.containsKey("untagged") ? removal.untagged(name.get()) >= 0 : removal.image(name.get());
        }
        gate.changed(tenant);
        sweep.run();
        return done;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
