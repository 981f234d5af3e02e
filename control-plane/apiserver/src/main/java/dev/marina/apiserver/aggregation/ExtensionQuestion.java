package dev.marina.apiserver.aggregation;

import dev.marina.apiserver.http.AnswerHead;
import dev.marina.apiserver.http.AnswerReader;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.store.ClusterRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// What the platform itself asks the server of a further API. It has an end in time and in bytes, whatever the server does.
///
/// @param as who asks
/// @param body JSON, or ""
record ExtensionQuestion(ExtensionConnections connections, ClusterRecord cluster, ExtensionApi api, String method, String path, List<HeaderField> as,
        String body) {

    ExtensionQuestion(ExtensionConnections connections, ClusterRecord cluster, ExtensionApi api, String path, List<HeaderField> as) {
        this(connections, cluster, api, "GET", path, as, "");
    }

    record Answer(int status, byte[] body) {}

    String url() {
        return "https://%s:%d%s".formatted(api.serverName(), api.port(), path);
    }

    Answer ask(Duration patience, int mostBytes) throws IOException {
        AtomicReference<Socket> open = new AtomicReference<>();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().name("extension-question").start(() -> {
            try (Socket connection = connections.open(cluster, api)) {
                open.set(connection);
                answer.complete(ask(connection, mostBytes));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("failing or missing response from %s: no answer within %s".formatted(url(), patience), e);
        } catch (ExecutionException e) {
            throw new IOException("failing or missing response from %s: %s".formatted(url(), e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + url(), e);
        } finally {
            asking.interrupt();
            close(open.get());
        }
    }

    private Answer ask(Socket connection, int mostBytes) throws IOException {
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, api.serverName()));
        for (HeaderField field : as) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        if (content.length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: ").append(content.length).append("\r\n");
        }
        head.append("Accept: application/json\r\nUser-Agent: marina-apiserver\r\nConnection: close\r\n\r\n");
        connection.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().write(content);
        connection.getOutputStream().flush();
        AnswerReader reader = new AnswerReader(new BufferedInputStream(connection.getInputStream()));
        AnswerHead answer = reader.head();
        byte[] answered = reader.body(answer, method).readNBytes(mostBytes + 1);
        if (answered.length > mostBytes) {
            throw new IOException("the response is longer than %d bytes".formatted(mostBytes));
        }
        return new Answer(answer.status(), answered);
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
