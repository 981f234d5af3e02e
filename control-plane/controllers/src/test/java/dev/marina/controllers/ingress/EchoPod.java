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
    private final java.util.concurrent.atomic.AtomicInteger health;
    private final java.util.List<String> questions;

    private EchoPod(String name, HttpServer server, java.util.concurrent.atomic.AtomicInteger requests, java.util.concurrent.atomic.AtomicInteger health,
            java.util.List<String> questions) {
        this.name = name;
        this.server = server;
        this.requests = requests;
        this.health = health;
        this.questions = questions;
    }

    /// Says at `/health` from now on how it is.
    void health(int status) {
        health.set(status);
    }

    /// Hosts that it was asked for at `/health`.
    java.util.List<String> questions() {
        return questions;
    }

    /// @param address of loopback, one for each pod
    static EchoPod start(String name, String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 512);
        var requests = new java.util.concurrent.atomic.AtomicInteger();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var health = new java.util.concurrent.atomic.AtomicInteger(200);
        var questions = new java.util.concurrent.CopyOnWriteArrayList<String>();
        server.createContext("/health", exchange -> {
            questions.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(health.get(), -1);
            exchange.close();
        });
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
        return new EchoPod(name, server, requests, health, questions);
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
