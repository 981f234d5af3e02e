package dev.marina.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
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

    /// On the event loop alone, as every handler.
    private boolean owed;

    private WriteBatches() {}

    static void on(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null) {
            pipeline.addAfter(tls.name(), "write-batches", new WriteBatches());
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!owed) {
            owed = true;
            context.executor().execute(() -> pay(context));
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
