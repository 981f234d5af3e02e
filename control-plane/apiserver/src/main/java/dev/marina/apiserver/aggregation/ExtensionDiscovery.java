package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.http.AnswerHead;
import dev.marina.apiserver.http.AnswerReader;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.store.ClusterRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Asks servers of further APIs which types they serve. Each question has an end in time and in bytes, whatever the server does;
/// what it answered is believed for a while, and forgotten when its APIService changes.
final class ExtensionDiscovery {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;

    private final ExtensionConnections connections;
    private final Clock clock;
    private final Map<ExtensionApi, Answer> answers = Collections.synchronizedMap(new WeakHashMap<>());

    private record Answer(Optional<JsonNode> resources, Instant until) {}

    ExtensionDiscovery(ExtensionConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /// Its APIResourceList, as it answered lately; empty where it did not.
    Optional<JsonNode> resources(ClusterRecord cluster, ExtensionApi api) {
        Answer known = answers.get(api);
        if (known == null || known.until().isBefore(clock.instant())) {
            known = new Answer(ask(cluster, api), clock.instant().plus(BELIEVED));
            answers.put(api, known);
        }
        return known.resources();
    }

    private Optional<JsonNode> ask(ClusterRecord cluster, ExtensionApi api) {
        try {
            JsonNode list = Document.parse(get(cluster, api)).root();
            return list.path("resources").isArray() ? Optional.of(list) : Optional.empty();
        } catch (IOException | Document.MalformedDocument e) {
            return Optional.empty();
        }
    }

    /// Why it does not answer; empty if it does.
    Optional<String> failure(ClusterRecord cluster, ExtensionApi api) {
        try {
            get(cluster, api);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private byte[] get(ClusterRecord cluster, ExtensionApi api) throws IOException {
        String url = "https://%s:%d%s".formatted(api.serverName(), api.port(), api.path());
        AtomicReference<Socket> open = new AtomicReference<>();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().name("extension-discovery").start(() -> {
            try (Socket connection = connections.open(cluster, api)) {
                open.set(connection);
                answer.complete(get(connection, api, url));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("failing or missing response from %s: no answer within %s".formatted(url, PATIENCE), e);
        } catch (ExecutionException e) {
            throw new IOException("failing or missing response from %s: %s".formatted(url, e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + url, e);
        } finally {
            asking.interrupt();
            close(open.get());
        }
    }

    private static byte[] get(Socket connection, ExtensionApi api, String url) throws IOException {
        StringBuilder head = new StringBuilder("GET %s HTTP/1.1\r\nHost: %s\r\n".formatted(api.path(), api.serverName()));
        for (HeaderField field : RemoteUser.AGGREGATOR) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        head.append("Accept: application/json\r\nUser-Agent: marina-apiserver\r\nConnection: close\r\n\r\n");
        connection.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();
        AnswerReader reader = new AnswerReader(new BufferedInputStream(connection.getInputStream()));
        AnswerHead answer = reader.head();
        if (answer.status() < 200 || answer.status() >= 300) {
            throw new IOException("bad status from %s: %d".formatted(url, answer.status()));
        }
        byte[] body = reader.body(answer, "GET").readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new IOException("the response is longer than %d bytes".formatted(MOST_BYTES));
        }
        return body;
    }

    private static void close(Socket connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                // nobody reads from it any more
            }
        }
    }
}
