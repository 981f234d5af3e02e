package dev.marina.launcher.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.launcher.Json;

/// How commands talk to the supervisor: one word in, JSON lines out, the last with `done`.
final class ControlSocket {
    private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);

    private final Path path;
    private final Supervisor supervisor;

    ControlSocket(Path path, Supervisor supervisor) {
        this.path = path;
        this.supervisor = supervisor;
    }

    /// Blocks as long as the supervisor lives.
    void serve() throws IOException {
        Files.deleteIfExists(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().name("control").start(() -> answer(client));
            }
        }
    }

    private void answer(SocketChannel client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
                var out = Channels.newWriter(client, StandardCharsets.UTF_8)) {
            Reply reply = value -> {
                try {
                    out.write(Json.line(value) + "\n");
                    out.flush();
                } catch (IOException e) {
                    // The asker is gone; what it asked for is done all the same.
                    log.atDebug().setCause(e).log("nobody reads the answer");
                }
            };
            handle(String.valueOf(in.readLine()), reply);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("conversation broke off");
        }
    }

    private void handle(String request, Reply reply) {
        switch (request) {
            case "status" -> reply.send(Map.of("done", true, "launcher", Supervisor.launcherHash(), "components", supervisor.status()));
            case "reload" -> {
                supervisor.reload();
                reply.send(Map.of("done", true));
            }
            case "leave" -> {
                supervisor.leave();
                reply.send(Map.of("done", true));
                // Past the shutdown hook, which would stop everything.
                Runtime.getRuntime().halt(0);
            }
            case "down" -> {
                supervisor.stopAll(what -> reply.send(Map.of("progress", what)));
                reply.send(Map.of("done", true));
                Runtime.getRuntime().halt(0);
            }
            default -> reply.send(Map.of("done", true, "error", "unknown request " + request));
        }
    }

    @FunctionalInterface
    private interface Reply {
        void send(Object value);
    }
}
