package dev.marina.testing;

import dev.marina.api.Document;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// An agent that answers every log with one line and runs every command as an echo of its input.
final class FakeAgent implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    /// Kept: a client that nobody refers to is closed by its cleaner.
    private final WebSocketClient client;
    private final WebSocket socket;
    private final Map<Integer, String> kinds = new ConcurrentHashMap<>();

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

    private void received(TunnelFrame frame) {
        switch (frame.kind()) {
            case OPEN -> opened(frame);
            case DATA -> {
                send(new TunnelFrame(Kind.WINDOW, frame.stream(), (byte) 0, java.nio.ByteBuffer.allocate(4).putInt(frame.payload().length).array()));
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
        kinds.put(frame.stream(), request.text("kind"));
        if (request.text("container").equals("broken")) {
            send(new TunnelFrame(Kind.REFUSED, frame.stream(), (byte) 0,
                    "{\"kind\":\"Status\",\"code\":400,\"reason\":\"BadRequest\",\"message\":\"container is waiting to start\"}"
                            .getBytes(StandardCharsets.UTF_8)));
            return;
        }
        send(new TunnelFrame(Kind.ACCEPTED, frame.stream(), (byte) 0, new byte[0]));
        if (request.text("kind").equals("log")) {
            send(new TunnelFrame(Kind.DATA, frame.stream(), TunnelFrame.STDOUT,
                    "hello from %s\n".formatted(request.text("pod")).getBytes(StandardCharsets.UTF_8)));
            send(new TunnelFrame(Kind.CLOSE, frame.stream(), (byte) 0, new byte[0]));
        } else if (request.text("kind").equals("exec") && request.text("options", "stdin").isEmpty()) {
            send(new TunnelFrame(Kind.DATA, frame.stream(), TunnelFrame.STDOUT, (request.at("command") + "\n").getBytes(StandardCharsets.UTF_8)));
            finish(frame.stream());
        }
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
