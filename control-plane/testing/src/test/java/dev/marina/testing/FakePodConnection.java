package dev.marina.testing;

import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// One connection of a fake agent to a server of the test, with the tunnel's windows kept. On the agent's event loop.
final class FakePodConnection {

    private final int stream;
    private final NetClient client;
    private final Consumer<TunnelFrame> sender;
    private final Runnable forget;
    private NetSocket socket;
    private long credit = TunnelFrame.INITIAL_WINDOW_BYTES;
    private boolean over;

    FakePodConnection(int stream, Vertx vertx, Consumer<TunnelFrame> sender, Runnable forget) {
        this.stream = stream;
        this.client = vertx.createNetClient();
        this.sender = sender;
        this.forget = forget;
    }

    void connect(InetSocketAddress server) {
        client.connect(server.getPort(), server.getHostString()).onComplete(this::connected, failure -> {
            send(Kind.REFUSED, (byte) 0, "{\"kind\":\"Status\",\"code\":500,\"reason\":\"InternalError\",\"message\":\"failed to connect: %s\"}"
                    .formatted(failure.getMessage()).getBytes(StandardCharsets.UTF_8));
            forget.run();
        });
    }

    private void connected(NetSocket connected) {
        socket = connected;
        socket.handler(this::fromServer);
        // a closed connection may still hold what was not sent on yet
        socket.endHandler(_ -> finish());
        if (over) {
            socket.close();
            return;
        }
        send(Kind.ACCEPTED, (byte) 0, new byte[0]);
    }

    private void fromServer(Buffer bytes) {
        byte[] all = bytes.getBytes();
        for (int at = 0; at < all.length; at += TunnelFrame.MAX_PAYLOAD_BYTES) {
            byte[] part = Arrays.copyOfRange(all, at, Math.min(all.length, at + TunnelFrame.MAX_PAYLOAD_BYTES));
            credit -= part.length;
            send(Kind.DATA, TunnelFrame.STDOUT, part);
        }
        if (credit < TunnelFrame.MAX_PAYLOAD_BYTES * 2) {
            socket.pause();
        }
    }

    void received(TunnelFrame frame) {
        switch (frame.kind()) {
            case DATA -> socket.write(Buffer.buffer(frame.payload()))
                    .onComplete(_ -> send(Kind.WINDOW, (byte) 0, ByteBuffer.allocate(4).putInt(frame.payload().length).array()));
            case WINDOW -> {
                credit += ByteBuffer.wrap(frame.payload()).getInt();
                if (credit >= TunnelFrame.MAX_PAYLOAD_BYTES * 2) {
                    socket.resume();
                }
            }
            case CLOSE -> {
                over = true;
                forget.run();
                client.close();
            }
            case END, OPEN, ACCEPTED, REFUSED -> {
            }
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            send(Kind.END, TunnelFrame.STDOUT, new byte[0]);
            send(Kind.CLOSE, (byte) 0, new byte[0]);
            forget.run();
            client.close();
        }
    }

    private void send(Kind kind, byte channel, byte[] payload) {
        sender.accept(new TunnelFrame(kind, stream, channel, payload));
    }
}
