package dev.marina.registry.gate;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// The registry itself, on loopback.
final class Upstream {

    private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "te", "trailer",
            "host", "expect", "proxy-authorization", "proxy-authenticate", "cookie");
    /// Without a form's: the registry would believe what stands in it rather than the address that was looked at here.
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER).build();
    private final String base;

    Upstream(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /// @param pathAndQuery that was looked at
    HttpResponse<InputStream> send(HttpExchange exchange, String pathAndQuery, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + pathAndQuery)).method(exchange.getRequestMethod(), body);
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.stream().filter(value -> !value.toLowerCase(Locale.ROOT).startsWith(FORM)).forEach(value -> request.header(name, value));
            }
        });
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    static void answer(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                headers.put(name, values);
            }
        });
        long length = response.headers().firstValueAsLong("content-length").orElse(-1);
        try (InputStream in = response.body()) {
            if (exchange.getRequestMethod().equals("HEAD")) {
                // Of what a GET would have.
                response.headers().firstValue("content-length").ifPresent(value -> headers.set("Content-Length", value));
                exchange.sendResponseHeaders(response.statusCode(), -1);
                return;
            }
            // For the JDK's server 0 is a length that nobody knows, and -1 none.
            exchange.sendResponseHeaders(response.statusCode(), length == 0 ? -1 : Math.max(length, 0));
            if (length != 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    in.transferTo(out);
                }
            }
        }
    }

    /// Whether it answers, with or without leave.
    boolean healthy() throws InterruptedException {
        try {
            HttpRequest ask = HttpRequest.newBuilder(URI.create(base + "/v2/")).timeout(CONNECT).build();
            return http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 401;
        } catch (IOException _) {
            return false;
        }
    }
}
