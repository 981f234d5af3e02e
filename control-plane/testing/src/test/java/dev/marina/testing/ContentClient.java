package dev.marina.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;

/// Requests whose answers are no text.
record ContentClient(HttpClient http) {

    static ContentClient of(ControlPlaneExtension plane, ControlPlaneExtension.Credentials credentials) {
        return new ContentClient(HttpClient.newBuilder().sslContext(ClientTls.context(plane.serverCa(), credentials)).build());
    }

    record Content(int status, byte[] body, HttpResponse<byte[]> response) {
        /// The first of its name, or "".
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String type() {
            return header("content-type");
        }
    }

    /// @param accept media ranges
    Content get(String url, String accept) {
        return exchange("GET", url, "", new byte[0], accept);
    }

    /// @param contentType "" for a request without a body
    /// @param accept media ranges
    Content exchange(String method, String url, String contentType, byte[] body, String accept) {
        HttpRequest.Builder request = RawClient.request(method, url, contentType, HttpRequest.BodyPublishers.ofByteArray(body), accept);
        HttpResponse<byte[]> response = send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Content(response.statusCode(), response.body(), response);
    }

    /// An answer that may be packed.
    Content packed(String url, String accept) {
        HttpResponse<byte[]> response = send(RawClient.request("GET", url, "", HttpRequest.BodyPublishers.noBody(), accept)
                .header("Accept-Encoding", "gzip"), HttpResponse.BodyHandlers.ofByteArray());
        return new Content(response.statusCode(), response.body(), response);
    }

    /// The binary messages of a WebSocket until the server closes it.
    List<byte[]> messages(String url, String accept) {
        return new SocketMessages().all(http.newWebSocketBuilder().header("Accept", accept), url, RawClient.PATIENCE);
    }

    /// An answer that goes on, to be read as it comes.
    ///
    /// @param accept media ranges
    HttpResponse<InputStream> open(String url, String accept) {
        return send(RawClient.request("GET", url, "", HttpRequest.BodyPublishers.noBody(), accept), HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
