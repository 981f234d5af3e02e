package dev.marina.controllers.ingress;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// A pod that says who it is, which path it was asked for, and what it was told.
final class EchoPod implements AutoCloseable {

    private final String name;
    private final HttpServer server;
    private final java.util.concurrent.atomic.AtomicInteger requests;

    private EchoPod(String name, HttpServer server, java.util.concurrent.atomic.AtomicInteger requests) {
        this.name = name;
        this.server = server;
        this.requests = requests;
    }

    /// @param address of loopback, one for each pod
    static EchoPod start(String name, String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 512);
        var requests = new java.util.concurrent.atomic.AtomicInteger();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            StringBuilder said = new StringBuilder(name + " " + exchange.getRequestURI() + "\n");
            exchange.getRequestHeaders()
                    .forEach((header, values) -> said.append(header.toLowerCase()).append(": ").append(String.join(", ", values)).append('\n'));
            byte[] body = said.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return new EchoPod(name, server, requests);
    }

    String name() {
        return name;
    }

    int port() {
        return server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
