package dev.marina.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;

/// Old clients upgrade to SPDY by POST, and Vert.x upgrades GET only. So a POST that upgrades becomes a GET with a mark before
/// Vert.x sees it; the mark is taken from every client that sends it itself.
final class SpdyPosts {

    private static final String MARK = "x-marina-upgraded-post";

    private SpdyPosts() {}

    static void allow(HttpConnection connection) {
        if (!(connection instanceof Http1ServerConnection http1)) {
            return;
        }
        http1.channel().pipeline().addBefore("handler", "spdy-posts", new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest request) {
                    request.headers().remove(MARK);
                    String upgrade = request.headers().get(HttpHeaderNames.UPGRADE, "");
                    if (request.method().equals(HttpMethod.POST) && upgrade.regionMatches(true, 0, "SPDY/", 0, 5)) {
                        request.setMethod(HttpMethod.GET);
                        request.headers().set(MARK, "POST");
                    }
                }
                context.fireChannelRead(message);
            }
        });
    }

    /// The method that the client used.
    static String method(HttpServerRequest request) {
        return request.headers().contains(MARK) ? "POST" : request.method().name();
    }
}
