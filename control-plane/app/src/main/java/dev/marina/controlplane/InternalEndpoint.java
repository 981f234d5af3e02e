package dev.marina.controlplane;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Health and metrics for the supervisor and the operator, on loopback.
final class InternalEndpoint implements AutoCloseable {

    private final HttpServer server;

    /// @param wrong what keeps the process from doing its job, if anything
    /// @param leads whether requests are to come to it, of several; asked by the front
    InternalEndpoint(int port, Supplier<Optional<String>> wrong, BooleanSupplier leads, Supplier<String> metrics) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        for (String path : new String[] {"/healthz", "/readyz", "/livez"}) {
            answer(path, () -> wrong.get().map(reason -> new Answer(503, reason)).orElse(new Answer(200, "ok")));
        }
        answer("/leads", () -> leads.getAsBoolean() ? new Answer(200, "leads") : new Answer(503, "stands by"));
        answer("/metrics", () -> new Answer(200, metrics.get()));
        server.start();
    }

    private record Answer(int status, String text) {}

    private void answer(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            Answer given = answer.get();
            byte[] body = given.text().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(given.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
