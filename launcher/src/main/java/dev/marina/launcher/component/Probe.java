package dev.marina.launcher.component;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntPredicate;

/// Questions that a healthy server answers.
final class Probe {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();

    static Health http(String url) {
        return http(url, status -> status == 200);
    }

    static Health http(String url, IntPredicate good) {
        return http(HTTP, URI.create(url), good);
    }

    static Health http(HttpClient client, URI url, IntPredicate good) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(10)).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (good.test(response.statusCode())) {
                return Health.healthy();
            }
            String body = response.body().strip().replaceAll("\\s+", " ");
            String answer = "%s answers %d%s".formatted(url.getPath(), response.statusCode(),
                    body.isEmpty() || body.startsWith("<") ? "" : ": " + body.substring(0, Math.min(body.length(), 160)));
            return response.statusCode() == 503 ? Health.lacking(answer) : Health.unhealthy(answer);
        } catch (IOException e) {
            return Health.unhealthy("no answer from " + url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unhealthy("interrupted");
        }
    }

    static Health tcp(String host, int port) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.socket().connect(new InetSocketAddress(host, port), 2000);
            return Health.healthy();
        } catch (IOException e) {
            return Health.unhealthy("nobody listens on %s:%d".formatted(host, port));
        }
    }

    static Health unix(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return Health.healthy();
        } catch (IOException e) {
            return Health.unhealthy("nobody listens on " + socket);
        }
    }

    /// A GET over a Unix socket, which `java.net.http` cannot do.
    static Health unixHttp(Path socket, String path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(256);
            channel.read(answer);
            String first = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).lines().findFirst().orElse("");
            return first.contains(" 200 ") ? Health.healthy() : Health.unhealthy("%s answers '%s'".formatted(path, first));
        } catch (IOException e) {
            return Health.unhealthy("nobody listens on " + socket);
        }
    }

    private Probe() {}
}
