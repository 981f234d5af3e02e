package dev.marina.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// What many threads write to one connection in one moment leaves in one piece: one TLS record and one call of the system for
/// the lines of hundreds of watches, instead of one each. A write waits for nothing but those that the event loop has at hand.
final class WriteBatches {

    private static final int MOST_AT_ONCE = 256;

    private WriteBatches() {}

    static void on(HttpConnection connection) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls != null) {
            pipeline.addAfter(tls.name(), "write-batches", new FlushConsolidationHandler(MOST_AT_ONCE, true));
        }
    }
}
