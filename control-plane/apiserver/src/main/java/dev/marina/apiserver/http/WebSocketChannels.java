package dev.marina.apiserver.http;

import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `v5.channel.k8s.io` and those before it: messages that begin with the channel; in v5, `255, n` ends channel n.
final class WebSocketChannels implements Channels {

    private static final int CLOSE = 255;
    private static final Incoming GONE = new Incoming(-1, new byte[0], true);

    private final ServerWebSocket socket;
    private final ChannelMessages messages;
    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();

    /// On the event loop, in the callback of the upgrade: later a message could be lost.
    WebSocketChannels(ServerWebSocket socket, Thread owner) {
        this.socket = socket;
        socket.pause();
        messages = ChannelMessages.of(socket.subProtocol());
        if (messages.text()) {
            socket.textMessageHandler(message -> received(ChannelMessages.base64(message)));
        } else {
            socket.binaryMessageHandler(message -> received(ChannelMessages.binary(message.getBytes())));
        }
        socket.closeHandler(_ -> incoming.add(GONE));
        socket.exceptionHandler(_ -> {
            incoming.add(GONE);
            owner.interrupt();
        });
        socket.fetch(16);
    }

    private void received(Optional<Incoming> message) {
        if (message.isEmpty()) {
            socket.fetch(1);
            return;
        }
        Incoming next = message.get();
        boolean ends = next.channel() == CLOSE && next.bytes().length == 1;
        incoming.add(ends ? new Incoming(next.bytes()[0] & 0xff, new byte[0], true) : next);
    }

    @Override
    public void send(int channel, byte[] bytes) throws IOException, InterruptedException {
        try {
            messages.write(socket, channel, bytes).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
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
