package dev.marina.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.scheduler.extender.ExtenderCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Servers by their addresses; nobody answers at others.
final class FakeExtenders implements ExtenderCalls {

    final Map<String, Function<JsonNode, String>> servers = new ConcurrentHashMap<>();
    /// Cluster and address of each call.
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public byte[] post(ClusterId cluster, String url, String caBundle, byte[] body, Duration timeout) throws Failed {
        asked.add(cluster.value() + " " + url);
        Function<JsonNode, String> server = servers.get(url);
        if (server == null) {
            throw new Failed("Post \"%s\": connection refused".formatted(url));
        }
        return server.apply(Document.parse(body).root()).getBytes(StandardCharsets.UTF_8);
    }
}
