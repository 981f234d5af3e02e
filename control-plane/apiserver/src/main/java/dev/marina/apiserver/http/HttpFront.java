package dev.marina.apiserver.http;

import dev.marina.api.StatusException;
import dev.marina.apiserver.status.StatusMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.TrustOptions;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One listening port of the API server. The event loop collects a request (with its body, within the limit), then a virtual
/// thread of the request's own carries it through the handler and writes the answer, waiting where the client reads slowly.
public final class HttpFront implements AutoCloseable {

    public static final int MOST_BODY_BYTES = 3 * 1024 * 1024;
    private static final int LITTLE_BODY = 64 * 1024;
    private static final Logger log = LoggerFactory.getLogger(HttpFront.class);
    /// As Kubernetes accepts them; small clients in containers speak no TLS 1.3.
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    /// How long a body may take to arrive.
    private static final Duration BODY_LIMIT = Duration.ofSeconds(60);
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final int REQUEST_TIMEOUT = 408;

    private final Vertx vertx;
    private final HttpServer server;
    private final Packing packing;
    private final BodyMemory bodies;
    private final ApiHandler handler;
    private final Locator locator;
    /// Whether headers by which another process of ours describes the client may pass.
    private final boolean trustsForwarding;
    private final AtomicInteger inFlight = new AtomicInteger();

    /// Where a request belongs: by its path, or by the connection it came on.
    @FunctionalInterface
    public interface Locator {
        Locator BY_PATH = request -> Optional.of(RequestParser.locate(request.path()));

        Optional<RequestParser.Located> locate(HttpServerRequest request);

        /// By the path, or where that names no cluster, by what the client shows: `kubectl proxy` forgets the path of the server
        /// that it is told. The cluster that is found judges the proof itself.
        static Locator byPathOr(HomeCluster home) {
            return request -> {
                RequestParser.Located located = RequestParser.locate(request.path());
                return Optional.of(located.cluster().isEmpty()
                        ? home.of(chain(request.connection()), String.valueOf(request.getHeader("authorization")), request.path()).orElse(located)
                        : located);
            };
        }
    }

    /// Which cluster's credentials somebody shows.
    @FunctionalInterface
    public interface HomeCluster {
        /// @param path of the request, which becomes the one below the cluster
        Optional<RequestParser.Located> of(List<X509Certificate> chain, String authorization, String path);
    }

    private HttpFront(Vertx vertx, HttpServer server, ApiHandler handler, Locator locator, boolean trustsForwarding) {
        this.vertx = vertx;
        long most = Runtime.getRuntime().maxMemory() / 8;
        this.bodies = new BodyMemory(most, trustsForwarding ? most : most / 4, LITTLE_BODY);
        this.packing = new Packing(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        this.trustsForwarding = trustsForwarding;
        this.server = server;
        this.handler = handler;
        this.locator = locator;
    }

    /// The options that every TLS port of ours has in common.
    public static HttpServerOptions tls(TlsMaterial material) {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(new AnyClient()))
                .setKeyCertOptions(material.options())
                .setSslHandshakeTimeout(HANDSHAKE_LIMIT.toSeconds()).setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(2000))
                .setWebSocketSubProtocols(RemoteSession.WEBSOCKET_PROTOCOLS)
                // Vert.x would put its own agreement into answers of servers behind a proxy.
                .setPerMessageWebSocketCompressionSupported(false).setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(1 << 20).setMaxWebSocketMessageSize(1 << 20)
                // The line holds the whole command of an exec, whose arguments are parameters.
                .setMaxHeaderSize(64 * 1024).setMaxInitialLineLength(64 * 1024);
    }

    public static HttpFront start(Vertx vertx, HttpServerOptions options, String bind, int port, Locator locator, ApiHandler handler) {
        return start(vertx, options, bind, port, locator, handler, false);
    }

    /// For other control-plane processes, whose word about the client is taken (after their certificate was checked).
    public static HttpFront startForProcesses(Vertx vertx, HttpServerOptions options, String bind, int port, ApiHandler handler) {
        return start(vertx, options, bind, port, Locator.BY_PATH, handler, true);
    }

    private static HttpFront start(Vertx vertx, HttpServerOptions options, String bind, int port, Locator locator, ApiHandler handler,
            boolean trustsForwarding) {
        HttpServer server = vertx.createHttpServer(options);
        HttpFront front = new HttpFront(vertx, server, handler, locator, trustsForwarding);
        server.connectionHandler(connection -> {
            connection.closeHandler(_ -> Connections.forget(connection));
            SpdyPosts.allow(connection);
            WriteBatches.on(connection);
        });
        server.requestHandler(front::receive);
        awaitListening(server, bind, port);
        return front;
    }

    /// Opens the server's port; throws [IllegalStateException] that names the port where it cannot.
    public static void awaitListening(HttpServer server, String bind, int port) {
        try {
            server.listen(port, bind).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening port %d".formatted(port), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot listen on %s port %d: %s".formatted(bind, port, e.getMessage()), e);
        }
    }

    public int port() {
        return server.actualPort();
    }

    public int inFlight() {
        return inFlight.get();
    }

    /// On the event loop.
    private void receive(HttpServerRequest request) {
        if (RemoteSession.isUpgrade(request)) {
            request.pause();
            dispatch(request, new byte[0], () -> {});
            return;
        }
        if (declaredLength(request) > MOST_BODY_BYTES) {
            refuse(request, tooLarge());
            return;
        }
        if (WITHOUT_BODY.contains(request.method().name()) && declaredLength(request) == 0) {
            request.endHandler(_ -> dispatch(request, new byte[0], () -> {}));
            return;
        }
        collect(request);
    }

    private void collect(HttpServerRequest request) {
        BodyMemory.Share memory = bodies.share(sender(request));
        long alarm = vertx.setTimer(BODY_LIMIT.toMillis(), _ -> giveUp(request, memory, late()));
        Runnable over = () -> {
            vertx.cancelTimer(alarm);
            memory.close();
        };
        request.response().closeHandler(_ -> over.run());
        request.exceptionHandler(_ -> over.run());
        Buffer collected = Buffer.buffer();
        request.handler(chunk -> {
            if (collected.length() + chunk.length() > MOST_BODY_BYTES) {
                vertx.cancelTimer(alarm);
                giveUp(request, memory, tooLarge());
            } else if (!memory.take(chunk.length())) {
                vertx.cancelTimer(alarm);
                giveUp(request, memory, noRoom());
            } else {
                collected.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(alarm);
            dispatch(request, collected.getBytes(), memory::close);
        });
    }

    private void giveUp(HttpServerRequest request, BodyMemory.Share memory, StatusException reason) {
        memory.close();
        request.handler(_ -> {});
        request.endHandler(_ -> {});
        refuse(request, reason);
    }

    private static StatusException late() {
        return new StatusException(REQUEST_TIMEOUT, "Timeout", "the body did not arrive within %d seconds".formatted(BODY_LIMIT.toSeconds()),
                StatusException.Details.EMPTY);
    }

    private static StatusException noRoom() {
        return new StatusException(429, "TooManyRequests", "too many bytes of requests are on their way from this address; please try again later",
                new StatusException.Details("", "", "", "", List.of(), 1));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static StatusException tooLarge() {
        return new StatusException(413, "RequestEntityTooLarge",
                "Request entity too large: limit is %d".formatted(MOST_BODY_BYTES), StatusException.Details.NONE);
    }

    private static void refuse(HttpServerRequest request, StatusException reason) {
        byte[] body = StatusMapper.document(reason).bytes();
        request.response().setStatusCode(reason.code()).putHeader("content-type", "application/json");
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("connection", "close");
        }
        int retryAfter = reason.details().retryAfterSeconds();
        if (retryAfter > 0) {
            request.response().putHeader("retry-after", Integer.toString(retryAfter));
        }
        request.response().end(Buffer.buffer(body));
    }

    /// On the event loop: starts the request's thread, which is interrupted when the client goes.
    ///
    /// @param answered run when the answer is written
    private void dispatch(HttpServerRequest request, byte[] body, Runnable answered) {
        inFlight.incrementAndGet();
        Thread thread = Thread.ofVirtual().name("request").unstarted(() -> serve(request, body, answered));
        request.response().closeHandler(_ -> thread.interrupt());
        request.response().exceptionHandler(_ -> thread.interrupt());
        request.exceptionHandler(_ -> thread.interrupt());
        thread.start();
    }

    private void serve(HttpServerRequest request, byte[] body, Runnable answered) {
        ApiResponse response = null;
        try {
            response = answer(request, body);
            ResponseWriter writer = new ResponseWriter(request, packing);
            switch (response) {
                case ApiResponse.Bytes bytes -> writer.write(bytes);
                case ApiResponse.Failure failure -> writer.write(failure);
                case ApiResponse.Stream stream when RemoteSession.isWebSocket(request) -> RemoteSession.serve(request, stream);
                case ApiResponse.Stream stream -> writer.write(stream);
                case ApiResponse.Relayed relayed -> writer.write(relayed);
                case ApiResponse.Switched switched -> SwitchedConnection.serve(request, switched);
                case ApiResponse.Upgrade upgrade -> RemoteSession.serve(request, upgrade.session());
            }
        } catch (InterruptedException e) {
            log.atDebug().log("client has gone");
        } catch (Exception e) {
            log.atDebug().setCause(e).log("answer could not be written");
            request.connection().close();
        } finally {
            switch (response) {
                case ApiResponse.Stream stream -> stream.producer().close();
                case ApiResponse.Bytes bytes -> bytes.held().run();
                case null, default -> {
                }
            }
            inFlight.decrementAndGet();
            answered.run();
            RemoteSession.release(request);
        }
    }

    private ApiResponse answer(HttpServerRequest request, byte[] body) {
        try {
            Optional<RequestParser.Located> located = locator.locate(request);
            if (located.isEmpty()) {
                return new ApiResponse.Failure(new StatusException(403, "Forbidden", "this connection names no cluster", StatusException.Details.NONE));
            }
            ApiRequest read = request(request, located.get(), body);
            request.response().putHeader("audit-id", read.id());
            return handler.handle(read);
        } catch (StatusException e) {
            return new ApiResponse.Failure(e);
        }
    }

    private ApiRequest request(HttpServerRequest request, RequestParser.Located located, byte[] body) {
        String id = UUID.randomUUID().toString();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> {
            String lowerCase = name.toLowerCase(java.util.Locale.ROOT);
            if (trustsForwarding || !lowerCase.startsWith("marina-forwarded-")) {
                headers.computeIfAbsent(lowerCase, _ -> new ArrayList<>(1)).add(value);
            }
        });
        if (!headers.containsKey("host") && request.authority() != null) {
            headers.put("host", List.of(request.authority().toString()));
        }
        return ApiRequest.read(id, SpdyPosts.method(request), located, request.query(), new Headers(headers), body, peer(request));
    }

    /// On the event loop: what is there to see, and is no proof of anything.
    private static BodyMemory.Sender sender(HttpServerRequest request) {
        RequestParser.Located located = RequestParser.locate(request.path());
        String proof = String.valueOf(request.getHeader("authorization"))
                + chain(request.connection()).stream().findFirst().map(X509Certificate::getSerialNumber);
        // Where the path names none, the address that was asked does.
        String cluster = located.cluster().isEmpty() ? String.valueOf(request.localAddress()) : located.tenant() + "/" + located.cluster();
        return new BodyMemory.Sender(address(request), cluster, proof.hashCode());
    }

    private static String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? "" : String.valueOf(request.remoteAddress().hostAddress());
    }

    private static Peer peer(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        return new Peer.Remote(address(request), chain(connection), Connections.memory(connection));
    }

    private static List<X509Certificate> chain(HttpConnection connection) {
        if (!connection.isSsl()) {
            return List.of();
        }
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : connection.peerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        Future<Void> closed = server.close().toCompletionStage().toCompletableFuture();
        try {
            closed.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("port did not close in time");
        }
    }
}
