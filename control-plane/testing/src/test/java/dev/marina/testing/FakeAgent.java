package dev.marina.testing;

import dev.marina.api.Document;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import dev.marina.model.tunnel.TunnelFrame;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// An agent that answers every log with one line and runs every command as an echo of its input. Ports of its pods lead to
/// servers of the test where there are any, and back to the sender otherwise. What its nodes use says the test.
final class FakeAgent implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    /// Kept: a client that nobody refers to is closed by its cleaner.
    private final WebSocketClient client;
    private final WebSocket socket;
    private final Map<Integer, String> kinds = new ConcurrentHashMap<>();
    private final Map<String, InetSocketAddress> servers = new ConcurrentHashMap<>();
    private final Map<Integer, FakePodConnection> connections = new ConcurrentHashMap<>();
    private final Map<String, String> logs = new ConcurrentHashMap<>();
    private final FakeVolumeMachine volumes = new FakeVolumeMachine();
    private final List<Document> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Document, String>> figures = new ConcurrentHashMap<>();

    FakeAgent(ControlPlaneExtension plane, String machine) throws Exception {
        ControlPlaneExtension.Credentials credentials = plane.credentials(plane.management(), "marina:machine:" + machine, "marina:machines");
        WebSocketClientOptions options = new WebSocketClientOptions().setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions().setCertValue(Buffer.buffer(credentials.certificate())).setKeyValue(Buffer.buffer(credentials.pkcs8())))
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(plane.serverCa())))
                .setMaxFrameSize(1 << 20).setMaxMessageSize(1 << 20);
        client = vertx.createWebSocketClient(options);
        socket = client.connect(new WebSocketConnectOptions().setHost("localhost").setPort(plane.config().agentPort()).setURI("/agent/tunnel"))
                .toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        Await.until("the tunnel is known", () -> plane.plane().server().tunnels().connected(machine));
        socket.binaryMessageHandler(message -> received(TunnelFrame.decode(message.getBytes())));
    }

    /// From now on this port of pods of that uid is a server of the test.
    void serves(String uid, int port, InetSocketAddress server) {
        servers.put(uid + ":" + port, server);
    }

    /// From now on the log of pods of that name is this.
    void prints(String pod, String log) {
        logs.put(pod, log);
    }

    /// From now on it answers so what it is asked of this node itself.
    void measures(String cluster, String node, Function<Document, String> answer) {
        figures.put(cluster + "/" + node, answer);
    }

    /// The volumes of its machine.
    FakeVolumeMachine volumes() {
        return volumes;
    }

    /// What it was asked to open, in order.
    List<Document> requests() {
        return requests;
    }

    /// Connections to servers of the test that are open.
    int connections() {
        return connections.size();
    }

    private void received(TunnelFrame frame) {
        if (volumes.received(frame, this::send)) {
            return;
        }
        FakePodConnection connection = connections.get(frame.stream());
        if (connection != null) {
            connection.received(frame);
            return;
        }
        switch (frame.kind()) {
            case OPEN -> opened(frame);
            case DATA -> {
                send(new TunnelFrame(Kind.WINDOW, frame.stream(), (byte) 0, ByteBuffer.allocate(4).putInt(frame.payload().length).array()));
                if (frame.channel() == TunnelFrame.STDIN) {
                    send(new TunnelFrame(Kind.DATA, frame.stream(), TunnelFrame.STDOUT, frame.payload()));
                }
            }
            case END -> {
                if ("exec".equals(kinds.get(frame.stream()))) {
                    finish(frame.stream());
                } else {
                    send(new TunnelFrame(Kind.CLOSE, frame.stream(), (byte) 0, new byte[0]));
                }
            }
            case CLOSE, ACCEPTED, REFUSED, WINDOW -> {
            }
        }
    }

    private void opened(TunnelFrame frame) {
        Document request = Document.parse(frame.payload());
        requests.add(request);
        kinds.put(frame.stream(), request.text("kind"));
        if (request.text("container").equals("broken")) {
            refuse(frame.stream(), 400, "BadRequest", "container is waiting to start");
            return;
        }
        if (List.of("usage", "kubelet", "trace", "outside").contains(request.text("kind"))) {
            measured(frame.stream(), request);
            return;
        }
        InetSocketAddress server = servers.get(request.text("uid") + ":" + request.text("options", "port"));
        if (request.text("kind").equals("portForward") && server != null) {
            FakePodConnection connection = new FakePodConnection(frame.stream(), vertx, this::send, () -> connections.remove(frame.stream()));
            connections.put(frame.stream(), connection);
            connection.connect(server);
            return;
        }
        send(new TunnelFrame(Kind.ACCEPTED, frame.stream(), (byte) 0, new byte[0]));
        if (request.text("kind").equals("log")) {
            send(new TunnelFrame(Kind.DATA, frame.stream(), TunnelFrame.STDOUT,
                    logs.getOrDefault(request.text("pod"), "hello from %s\n".formatted(request.text("pod"))).getBytes(StandardCharsets.UTF_8)));
            send(new TunnelFrame(Kind.CLOSE, frame.stream(), (byte) 0, new byte[0]));
        } else if (request.text("kind").equals("exec") && request.text("options", "stdin").isEmpty()) {
            send(new TunnelFrame(Kind.DATA, frame.stream(), TunnelFrame.STDOUT, (request.at("command") + "\n").getBytes(StandardCharsets.UTF_8)));
            finish(frame.stream());
        }
    }

    private void measured(int stream, Document request) {
        Function<Document, String> answer = figures.get(request.text("clusterId") + "/" + request.text("node"));
        if (answer == null) {
            refuse(stream, 404, "NotFound", "the node is not on this machine");
            return;
        }
        // it may ask the control plane itself
        Thread.ofVirtual().start(() -> {
            byte[] body = answer.apply(request).getBytes(StandardCharsets.UTF_8);
            send(new TunnelFrame(Kind.ACCEPTED, stream, (byte) 0, new byte[0]));
            send(new TunnelFrame(Kind.DATA, stream, TunnelFrame.STDOUT, body));
            send(new TunnelFrame(Kind.END, stream, TunnelFrame.STDOUT, new byte[0]));
            send(new TunnelFrame(Kind.CLOSE, stream, (byte) 0, new byte[0]));
        });
    }

    private void refuse(int stream, int code, String reason, String message) {
        send(new TunnelFrame(Kind.REFUSED, stream, (byte) 0,
                "{\"kind\":\"Status\",\"code\":%d,\"reason\":\"%s\",\"message\":\"%s\"}".formatted(code, reason, message).getBytes(StandardCharsets.UTF_8)));
    }

    private void finish(int stream) {
        send(new TunnelFrame(Kind.DATA, stream, TunnelFrame.STATUS, """
                {"metadata":{},"status":"Failure","message":"command terminated with exit code 3","reason":"NonZeroExitCode",\
                "details":{"causes":[{"reason":"ExitCode","message":"3"}]}}""".getBytes(StandardCharsets.UTF_8)));
        send(new TunnelFrame(Kind.CLOSE, stream, (byte) 0, new byte[0]));
    }

    private void send(TunnelFrame frame) {
        socket.writeBinaryMessage(Buffer.buffer(frame.encode()));
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
