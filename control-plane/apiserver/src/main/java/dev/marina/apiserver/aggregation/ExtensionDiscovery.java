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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Asks servers of further APIs what they serve. Each question has an end in time and in bytes, whatever the server does; what it
/// answered is believed for a while, and asked again where its APIService says something else.
final class ExtensionDiscovery {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofSeconds(30);
    private static final Duration SILENT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;
    private static final long MOST_KEPT_BYTES = 32L << 20;

    private final ExtensionConnections connections;
    private final Clock clock;
    private final RecentAnswers answers = new RecentAnswers(MOST_KEPT_BYTES);

    ExtensionDiscovery(ExtensionConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /// Its APIResourceList, as it answered lately; empty where it did not.
    Optional<JsonNode> resources(ClusterRecord cluster, ExtensionApi api) {
        return document(cluster, api, api.path()).filter(list -> list.path("resources").isArray());
    }

    /// Where its OpenAPI document is, with a hash of that, below the server's own root; empty where it publishes none.
    Optional<String> openApi(ClusterRecord cluster, ExtensionApi api) {
        return document(cluster, api, "/openapi/v3").map(index -> index.path("paths").path(api.path().substring(1)).path("serverRelativeURL").asText(""))
                .filter(address -> address.startsWith("/openapi/v3" + api.path()));
    }

    private Optional<JsonNode> document(ClusterRecord cluster, ExtensionApi api, String path) {
        RecentAnswers.Question question = new RecentAnswers.Question(api, path);
        Optional<byte[]> body = answers.find(question, clock.instant()).map(RecentAnswers.Answer::body).orElseGet(() -> {
            Optional<byte[]> answer = ask(cluster, api, path);
            answers.put(question, new RecentAnswers.Answer(answer, clock.instant().plus(answer.isPresent() ? BELIEVED : SILENT)));
            return answer;
        });
        return body.flatMap(ExtensionDiscovery::parsed);
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(Document.parse(body).root());
        } catch (Document.MalformedDocument e) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> ask(ClusterRecord cluster, ExtensionApi api, String path) {
        try {
            return Optional.of(get(cluster, api, path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Why it does not answer; empty if it does.
    Optional<String> failure(ClusterRecord cluster, ExtensionApi api) {
        try {
            get(cluster, api, api.path());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private byte[] get(ClusterRecord cluster, ExtensionApi api, String path) throws IOException {
        String url = "https://%s:%d%s".formatted(api.serverName(), api.port(), path);
        AtomicReference<Socket> open = new AtomicReference<>();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().name("extension-discovery").start(() -> {
            try (Socket connection = connections.open(cluster, api)) {
                open.set(connection);
                answer.complete(get(connection, api.serverName(), path, url));
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

    private static byte[] get(Socket connection, String host, String path, String url) throws IOException {
        StringBuilder head = new StringBuilder("GET %s HTTP/1.1\r\nHost: %s\r\n".formatted(path, host));
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
