package dev.marina.apiserver.tunnel;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of pods on other machines to their API server. The port for those is on loopback, since its headers are believed; an agent elsewhere
/// asks for a way to it (`CONNECT`) under its own certificate, and what it says is in TLS until here.
final class ForwardedPods {

    private static final Logger log = LoggerFactory.getLogger(ForwardedPods.class);
    private static final String LOOPBACK = "127.0.0.1";
    /// More than an agent lets its pods have.
    private static final int MOST_OF_MACHINE = 2_000;

    private final NetClient client;
    private final int port;
    private final Map<String, Set<NetSocket>> byMachine = new ConcurrentHashMap<>();

    ForwardedPods(Vertx vertx, int port) {
        this.client = vertx.createNetClient();
        this.port = port;
    }

    void receive(String machine, HttpServerRequest request) {
        Set<NetSocket> open = byMachine.computeIfAbsent(machine, _ -> ConcurrentHashMap.newKeySet());
        if (open.size() >= MOST_OF_MACHINE) {
            request.response().setStatusCode(429).end();
            return;
        }
        client.connect(port, LOOPBACK).onComplete(inside -> request.toNetSocket().onComplete(outside -> join(open, inside, outside), failure -> {
            inside.close();
            log.atDebug().addKeyValue("machine", machine).addKeyValue("error", failure.getMessage()).log("connection of a pod not taken");
        }), failure -> {
            log.atWarn().addKeyValue("machine", machine).addKeyValue("error", failure.getMessage()).log("connection of a pod leads nowhere");
            request.response().setStatusCode(502).end();
        });
    }

    /// Each side's end is the other's.
    private static void join(Set<NetSocket> open, NetSocket inside, NetSocket outside) {
        open.add(outside);
        outside.closeHandler(_ -> {
            open.remove(outside);
            inside.close();
        });
        inside.closeHandler(_ -> outside.close());
        inside.pipeTo(outside);
        outside.pipeTo(inside);
    }

    /// All of a machine's.
    void end(String machine) {
        byMachine.getOrDefault(machine, Set.of()).forEach(NetSocket::close);
    }
}
