package dev.marina.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `v5.channel.k8s.io` and `v4.channel.k8s.io`: binary messages whose first byte is the channel; in v5, `255, n` ends channel n.
final class WebSocketChannels implements Channels {

    private static final int CLOSE = 255;
    private static final Incoming GONE = new Incoming(-1, new byte[0], true);

    private final ServerWebSocket socket;
    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();

    /// On the event loop, in the callback of the upgrade: later a message could be lost.
    WebSocketChannels(ServerWebSocket socket, Thread owner) {
        this.socket = socket;
        socket.pause();
        socket.binaryMessageHandler(this::received);
        socket.closeHandler(_ -> incoming.add(GONE));
        socket.exceptionHandler(_ -> {
            incoming.add(GONE);
            owner.interrupt();
        });
        socket.fetch(16);
    }

    private void received(Buffer message) {
        if (message.length() == 0) {
            socket.fetch(1);
            return;
        }
        int channel = message.getByte(0) & 0xff;
        if (channel == CLOSE && message.length() == 2) {
            incoming.add(new Incoming(message.getByte(1) & 0xff, new byte[0], true));
            return;
        }
        byte[] bytes = message.getBytes();
        incoming.add(new Incoming(channel, Arrays.copyOfRange(bytes, 1, bytes.length), false));
    }

    @Override
    public void send(int channel, byte[] bytes) throws IOException, InterruptedException {
        byte[] message = new byte[bytes.length + 1];
        message[0] = (byte) channel;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        try {
            socket.writeBinaryMessage(Buffer.buffer(message)).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the client does not read", e);
        }
    }

    @Override
    public void end(int channel) {
        // the protocol has no such message from server to client
    }

    @Override
    public Incoming receive() throws InterruptedException {
        Incoming next = incoming.take();
        if (next == GONE) {
            incoming.add(GONE);
            return null;
        }
        socket.fetch(1);
        return next;
    }

    @Override
    public void close() {
        socket.close();
    }
}
