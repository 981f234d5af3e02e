package dev.marina.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/// Port-forward as kubectl speaks it since 1.31: SPDY/3.1 frames inside a WebSocket (`SPDY/3.1+portforward.k8s.io`). Each
/// connection is a pair of streams, which become channels 2n (data) and 2n+1 (error); the first message of a data channel is the
/// port, two bytes, big endian.
final class SpdyChannels implements Channels {

    static final String PROTOCOL = "SPDY/3.1+portforward.k8s.io";
    private static final Incoming GONE = new Incoming(-1, new byte[0], true);

    private final ServerWebSocket socket;
    private final BlockingQueue<Incoming> incoming = new LinkedBlockingQueue<>();
    /// Used on the event loop only.
    private final EmbeddedChannel decoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    /// Guards `encoder`, whose header compression depends on the order; the frame's bytes are handed on under it too, so that they keep it.
    private final ReentrantLock encoding = new ReentrantLock();
    private final EmbeddedChannel encoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final Map<Integer, Integer> channelByStream = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> streamByChannel = new ConcurrentHashMap<>();
    private final Map<String, Integer> pairByRequest = new HashMap<>();

    /// On the event loop, in the callback of the upgrade.
    SpdyChannels(ServerWebSocket socket, Thread owner) {
        this.socket = socket;
        socket.pause();
        socket.binaryMessageHandler(this::received);
        socket.closeHandler(_ -> incoming.add(GONE));
        socket.exceptionHandler(_ -> {
            incoming.add(GONE);
            owner.interrupt();
        });
        socket.fetch(64);
    }

    private void received(Buffer message) {
        decoder.writeInbound(Unpooled.wrappedBuffer(message.getBytes()));
        for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
            try {
                handle(frame);
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }
        socket.fetch(1);
    }

    private void handle(Object frame) {
        switch (frame) {
            case SpdySynStreamFrame opened -> opened(opened);
            case SpdyDataFrame data -> {
                Integer channel = channelByStream.get(data.streamId());
                if (channel != null) {
                    byte[] bytes = ByteBufUtil.getBytes(data.content());
                    if (bytes.length > 0) {
                        incoming.add(new Incoming(channel, bytes, false));
                    }
                    if (data.isLast()) {
                        incoming.add(new Incoming(channel, new byte[0], true));
                    }
                }
            }
            case SpdyRstStreamFrame reset -> {
                Integer channel = channelByStream.get(reset.streamId());
                if (channel != null) {
                    incoming.add(new Incoming(channel, new byte[0], true));
                }
            }
            case SpdyPingFrame ping -> write(ping);
            default -> {
            }
        }
    }

    private void opened(SpdySynStreamFrame frame) {
        String request = String.valueOf(frame.headers().get("requestid"));
        boolean data = "data".contentEquals(String.valueOf(frame.headers().get("streamtype")));
        int pair = pairByRequest.computeIfAbsent(request, _ -> pairByRequest.size());
        int channel = 2 * pair + (data ? 0 : 1);
        channelByStream.put(frame.streamId(), channel);
        streamByChannel.put(channel, frame.streamId());
        DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(frame.streamId());
        // clients take a reply without any header for a lost connection
        reply.headers().add("accepted", "true");
        write(reply);
        if (data) {
            incoming.add(new Incoming(channel, ByteBuffer.allocate(2).putShort((short) port(frame)).array(), false));
        }
        if (frame.isLast() && data) {
            incoming.add(new Incoming(channel, new byte[0], true));
        }
    }

    private static int port(SpdySynStreamFrame frame) {
        try {
            return Integer.parseInt(String.valueOf(frame.headers().get("port")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private io.vertx.core.Future<Void> write(Object frame) {
        encoding.lock();
        try {
            encoder.writeOutbound(frame);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
                bytes.writeBytes(ByteBufUtil.getBytes(part));
                part.release();
            }
            return socket.writeBinaryMessage(Buffer.buffer(bytes.toByteArray()));
        } finally {
            encoding.unlock();
        }
    }

    @Override
    public boolean opensPairs() {
        return true;
    }

    @Override
    public void send(int channel, byte[] bytes) throws IOException, InterruptedException {
        Integer stream = streamByChannel.get(channel);
        if (stream == null) {
            return;
        }
        try {
            write(new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes))).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the client does not read", e);
        }
    }

    @Override
    public void end(int channel) {
        Integer stream = streamByChannel.remove(channel);
        if (stream != null && !socket.isClosed()) {
            DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(stream, Unpooled.EMPTY_BUFFER);
            last.setLast(true);
            write(last);
        }
    }

    @Override
    public Incoming receive() throws InterruptedException {
        Incoming next = incoming.take();
        if (next == GONE) {
            incoming.add(GONE);
            return null;
        }
        return next;
    }

    @Override
    public void close() {
        socket.close();
    }
}
