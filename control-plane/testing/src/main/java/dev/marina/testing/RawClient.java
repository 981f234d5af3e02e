package dev.marina.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Requests as bytes, for tests of what a client library hides.
public final class RawClient {

    /// Longer than the server waits for anybody else.
    static final Duration PATIENCE = Duration.ofSeconds(45);

    private final HttpClient http;
    private final String token;

    private RawClient(HttpClient http, String token) {
        this.http = http;
        this.token = token;
    }

    /// Two answers are equal that say the same; each has a request's id of its own in its headers.
    ///
    /// @param headers by name in lower case; the first value of each
    public record Answer(int status, String body, Map<String, String> headers) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Answer answer && status == answer.status && body.equals(answer.body);
        }

        @Override
        public int hashCode() {
            return status * 31 + body.hashCode();
        }
    }

    static RawClient create(String serverCa, ControlPlaneExtension.Credentials credentials, String token) {
        return new RawClient(HttpClient.newBuilder().sslContext(ClientTls.context(serverCa, credentials)).connectTimeout(Duration.ofSeconds(30)).build(),
                token);
    }

    public Answer get(String url) {
        return send("GET", url, "", "");
    }

    /// @param accept media ranges
    public Answer get(String url, String accept) {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("Accept", accept));
    }

    /// @param contentType "" for a request without a body
    public Answer send(String method, String url, String contentType, String body) {
        return send(method, url, contentType, body, "*/*");
    }

    /// @param accept media ranges
    public Answer send(String method, String url, String contentType, String body, String accept) {
        return send(request(method, url, contentType, HttpRequest.BodyPublishers.ofString(body), accept));
    }

    /// @param contentType "" for a request without a body
    static HttpRequest.Builder request(String method, String url, String contentType, HttpRequest.BodyPublisher body, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE)
                .header("Accept", accept)
                .method(method, contentType.isEmpty() ? HttpRequest.BodyPublishers.noBody() : body);
        return contentType.isEmpty() ? request : request.header("Content-Type", contentType);
    }

    /// With headers of one's own.
    public Answer send(String method, String url, String contentType, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE)
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", contentType);
        headers.forEach(request::header);
        return send(request);
    }

    /// All messages of a WebSocket until the server closes it, text as its bytes.
    ///
    /// @param protocol that is asked for
    public List<byte[]> messages(String url, String protocol) {
        return new SocketMessages() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                messages.add(data.toString().getBytes(StandardCharsets.UTF_8));
                socket.request(1);
                return null;
            }
        }.all(http.newWebSocketBuilder().subprotocols(protocol), url, Duration.ofSeconds(20));
    }

    /// Asks for what it has under this tag already.
    ///
    /// @param accept media ranges
    public Answer unless(String url, String accept, String tag) {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("Accept", accept).header("If-None-Match", tag));
    }

    /// So much of an answer's body, and no more is read.
    public String beginning(String url, int bytes) {
        try (InputStream body = stream(url)) {
            return new String(body.readNBytes(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An answer's body as it comes, from when its header is there; whoever asks closes it.
    public InputStream stream(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer send(HttpRequest.Builder request) {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Answer(response.statusCode(), response.body(), headers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
