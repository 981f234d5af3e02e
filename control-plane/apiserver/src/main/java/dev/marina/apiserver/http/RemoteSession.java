package dev.marina.apiserver.http;

import dev.marina.api.StatusException;
import dev.marina.apiserver.protobuf.ProtobufBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Leaves HTTP for one of the protocols of remote commands. kubectl since 1.31 speaks WebSocket; older clients SPDY.
final class RemoteSession {

    private static final String BINARY = "binary.k8s.io";
    private static final String BASE64 = "base64.binary.k8s.io";
    private static final String TEXT_PLAIN = "text/plain";
    static final List<String> WEBSOCKET_PROTOCOLS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io", ChannelMessages.BASE64_V4, ChannelMessages.V1,
            ChannelMessages.BASE64_V1, SpdyChannels.PROTOCOL, BINARY, BASE64);

    private RemoteSession() {}

    static boolean isUpgrade(HttpServerRequest request) {
        String upgrade = request.getHeader("upgrade");
        return upgrade != null && (upgrade.equalsIgnoreCase("websocket") || upgrade.toUpperCase(java.util.Locale.ROOT).startsWith("SPDY/"));
    }

    /// Blocks until the session is over.
    static void serve(HttpServerRequest request, ApiResponse.Session session) throws IOException, InterruptedException {
        String upgrade = request.getHeader("upgrade");
        if (!"websocket".equalsIgnoreCase(upgrade)) {
            if (upgrade != null && upgrade.toUpperCase(java.util.Locale.ROOT).startsWith("SPDY/")) {
                new ResponseWriter(request).write(new ApiResponse.Failure(StatusException.badRequest(
                        "SPDY is served inside WebSocket only, use a client that speaks it (kubectl 1.31 or newer)")));
                return;
            }
            new ResponseWriter(request).write(new ApiResponse.Failure(StatusException.badRequest("Upgrade request required")));
            return;
        }
        try (Channels channels = open(request)) {
            session.run(channels);
        }
    }

    /// A request that asked to upgrade and was answered otherwise was never read to its end.
    static void release(HttpServerRequest request) {
        if (isUpgrade(request) && request.response().ended()) {
            onContext(request, request::resume);
        }
    }

    static boolean isWebSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("upgrade"));
    }

    /// A watch or a log over WebSocket, as some client libraries ask for: of a watch one text message for each event, of a log the
    /// bytes as they come.
    static void serve(HttpServerRequest request, ApiResponse.Stream stream) throws IOException, InterruptedException {
        CompletableFuture<ServerWebSocket> opened = new CompletableFuture<>();
        Thread thread = Thread.currentThread();
        onContext(request, () -> request.toWebSocket().onComplete(socket -> {
            socket.closeHandler(_ -> thread.interrupt());
            socket.exceptionHandler(_ -> thread.interrupt());
            opened.complete(socket);
        }, opened::completeExceptionally));
        ServerWebSocket socket = await(opened);
        try {
            stream.producer().produce(slices -> {
                for (byte[] slice : slices) {
                    await(message(socket, stream.contentType(), slice).toCompletionStage().toCompletableFuture());
                }
            });
        } finally {
            socket.close();
        }
    }

    private static Future<Void> message(ServerWebSocket socket, String contentType, byte[] bytes) {
        if (BASE64.equals(socket.subProtocol())) {
            return socket.writeTextMessage(Base64.getEncoder().encodeToString(bytes));
        }
        if (contentType.startsWith(ProtobufBody.MEDIA_TYPE)) {
            // a message has its length already
            return socket.writeBinaryMessage(Buffer.buffer(bytes).slice(Integer.BYTES, bytes.length));
        }
        return BINARY.equals(socket.subProtocol()) || contentType.startsWith(TEXT_PLAIN)
                ? socket.writeBinaryMessage(Buffer.buffer(bytes))
                : socket.writeTextMessage(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
    }

    private static Channels open(HttpServerRequest request) throws IOException, InterruptedException {
        CompletableFuture<Channels> opened = new CompletableFuture<>();
        Thread thread = Thread.currentThread();
        onContext(request, () -> request.toWebSocket().onComplete(socket -> opened.complete(SpdyChannels.PROTOCOL.equals(socket.subProtocol())
                ? new SpdyChannels(socket, thread)
                : new WebSocketChannels(socket, thread)), opened::completeExceptionally));
        return await(opened);
    }

    /// Vert.x's handlers must be set on the request's own event loop.
    static void onContext(HttpServerRequest request, Runnable action) {
        Context context = ((io.vertx.core.internal.http.HttpServerRequestInternal) request).context();
        context.runOnContext(_ -> action.run());
    }

    static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the connection cannot be upgraded", e);
        }
    }
}
