package dev.marina.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// What many threads write to one connection in one moment leaves in one piece: one TLS record and one call of the system for
/// the lines of hundreds of watches, instead of one each. A write waits for nothing but what the event loop has at hand already.
///
/// Netty's own `FlushConsolidationHandler` does the same, but flushes when it hears that there is no more room, before it passes that on. Then
/// HTTP/2 hears of room before it hears of none, and a connection on which some hundred streams have something to write at once stands still for
/// ever.
final class WriteBatches extends ChannelOutboundHandlerAdapter {

    /// What may wait to be sent on a connection (Netty's own measure), and the most for one with many streams.
    private static final int ROOM = 64 * 1024;
    private static final int MOST_ROOM = 1024 * 1024;
    /// A stream has no more room than this, and much less than a connection of its own would have.
    private static final int ROOM_OF_STREAM = 2 * 1024;

    /// Null where the connection has no streams.
    private final Http2Connection streams;
    /// On the event loop alone, as every handler.
    private boolean owed;
    private int room = ROOM;

    private WriteBatches(Http2Connection streams) {
        this.streams = streams;
    }

    static void on(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null) {
            Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
            pipeline.addAfter(tls.name(), "write-batches", new WriteBatches(handler == null ? null : handler.connection()));
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!owed) {
            owed = true;
            makeRoom(context);
            context.executor().execute(() -> pay(context));
        }
    }

    /// Whenever a connection has no more room, and again when it has some, every stream hears of it. A line for each of a thousand watches would be
    /// told so some thirty times.
    private void makeRoom(ChannelHandlerContext context) {
        if (streams == null) {
            return;
        }
        int wanted = Math.clamp((long) ROOM_OF_STREAM * Integer.highestOneBit(streams.numActiveStreams()), ROOM, MOST_ROOM);
        if (wanted != room) {
            room = wanted;
            context.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(room / 2, room));
        }
    }

    private void pay(ChannelHandlerContext context) {
        if (owed) {
            owed = false;
            context.flush();
        }
    }

    @Override
    public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
        pay(context);
        context.disconnect(promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        pay(context);
        context.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        pay(context);
    }
}
