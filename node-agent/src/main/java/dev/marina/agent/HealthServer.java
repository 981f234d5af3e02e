package dev.marina.agent;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// `GET /healthz` on loopback: 200 `ok`, or 503 with what is wrong.
final class HealthServer implements AutoCloseable {

    private final HttpServer server;

    HealthServer(int port, Supplier<Optional<String>> trouble) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        for (String path : new String[] {"/healthz", "/readyz"}) {
            server.createContext(path, exchange -> {
                Optional<String> wrong = trouble.get();
                byte[] body = wrong.orElse("ok").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(wrong.isEmpty() ? 200 : 503, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
        }
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
