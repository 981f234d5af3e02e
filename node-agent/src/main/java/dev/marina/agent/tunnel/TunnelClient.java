package dev.marina.agent.tunnel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.pace.Doubling;
import dev.marina.model.tunnel.StreamRequest;
import dev.marina.model.tunnel.TunnelFrame;
import dev.marina.model.tunnel.TunnelFrame.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one WebSocket open to the control plane and serves the streams that it opens. Reconnects for ever, with back-off, also when
/// nothing is heard any more: a peer that went without a word would be noticed by TCP after many minutes.
public final class TunnelClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Doubling RETRY = new Doubling(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration PING = Duration.ofSeconds(15);
    private static final int MOST_UNANSWERED = 2;
    private static final int QUEUED_FRAMES = 1024;

    private final URI server;
    private final SSLContext tls;
    private final StreamServer streams;
    private final Duration ping;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean connected;

    public TunnelClient(URI server, SSLContext tls, StreamServer streams) {
        this(server, tls, streams, PING);
    }

    /// @param ping after so long without anything to send it is asked whether the other side is there
    TunnelClient(URI server, SSLContext tls, StreamServer streams, Duration ping) {
        this.ping = ping;
        this.server = server;
        this.tls = tls;
        this.streams = streams;
    }

    public void start() {
        Thread.ofVirtual().name("tunnel").start(this::run);
    }

    public boolean connected() {
        return connected;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        int failures = 0;
        try {
            while (closed.getCount() > 0) {
                try (HttpClient http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5))
                        .build()) {
                    Connection connection = new Connection();
                    WebSocket socket = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5)).buildAsync(server, connection).get(10,
                            TimeUnit.SECONDS);
                    LOG.atInfo().addKeyValue("server", server).log("tunnel open");
                    failures = 0;
                    connected = true;
                    connection.serve(socket);
                } catch (ExecutionException | TimeoutException failure) {
                    LOG.atDebug().addKeyValue("server", server).addKeyValue("error", String.valueOf(failure.getCause())).log("tunnel not opened");
                } finally {
                    connected = false;
                }
                closed.await(RETRY.after(++failures).toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One connection. Frames go out on one thread, in order.
    private final class Connection implements WebSocket.Listener {

        private final Map<Integer, TunnelStream> open = new ConcurrentHashMap<>();
        private final BlockingQueue<TunnelFrame> out = new LinkedBlockingQueue<>(QUEUED_FRAMES);
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        private final AtomicInteger unanswered = new AtomicInteger();

        void serve(WebSocket socket) throws InterruptedException {
            try {
                while (!over.isDone() && closed.getCount() > 0) {
                    TunnelFrame frame = out.poll(ping.toMillis(), TimeUnit.MILLISECONDS);
                    if (frame == null && unanswered.getAndIncrement() == MOST_UNANSWERED) {
                        throw new TimeoutException("nothing was heard for %d s".formatted(ping.multipliedBy(MOST_UNANSWERED).toSeconds()));
                    }
                    if (frame == null) {
                        socket.sendPing(ByteBuffer.allocate(0)).get(10, TimeUnit.SECONDS);
                    } else {
                        socket.sendBinary(ByteBuffer.wrap(frame.encode()), true).get(30, TimeUnit.SECONDS);
                    }
                }
            } catch (ExecutionException | TimeoutException broken) {
                LOG.atDebug().addKeyValue("error", broken.toString()).log("tunnel broke");
            } finally {
                over.complete(null);
                socket.abort();
                open.values().forEach(TunnelStream::close);
            }
            LOG.atInfo().addKeyValue("server", server).log("tunnel closed");
        }

        private void send(int number, TunnelFrame frame) {
            try {
                while (!over.isDone() && !out.offer(frame, 1, TimeUnit.SECONDS)) {
                    // the connection is slow; whoever produces waits
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            unanswered.set(0);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            unanswered.set(0);
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            partial.writeBytes(bytes);
            if (last) {
                byte[] message = partial.toByteArray();
                partial.reset();
                try {
                    received(TunnelFrame.decode(message));
                } catch (IllegalArgumentException | BufferUnderflowException | IOException wrong) {
                    LOG.atWarn().addKeyValue("error", wrong.getMessage()).log("frame of the tunnel not understood");
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            over.complete(null);
            out.offer(new TunnelFrame(Kind.CLOSE, 0, (byte) 0, new byte[0]));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            over.complete(null);
            out.offer(new TunnelFrame(Kind.CLOSE, 0, (byte) 0, new byte[0]));
        }

        private void received(TunnelFrame frame) throws IOException {
            if (frame.kind() == Kind.OPEN) {
                StreamRequest request = JSON.readValue(frame.payload(), StreamRequest.class);
                TunnelStream stream = new TunnelStream(frame.stream(), this::send);
                open.put(frame.stream(), stream);
                Thread.ofVirtual().name("stream " + frame.stream()).start(() -> {
                    try {
                        streams.serve(request, stream);
                    } finally {
                        open.remove(frame.stream());
                    }
                });
                return;
            }
            TunnelStream stream = open.get(frame.stream());
            if (stream == null) {
                return;
            }
            switch (frame.kind()) {
                case DATA -> {
                    if (frame.channel() == TunnelFrame.RESIZE) {
                        var size = JSON.readTree(frame.payload());
                        stream.resized(size.path("Width").asInt(), size.path("Height").asInt());
                    } else {
                        stream.received(frame.payload());
                    }
                }
                case END -> stream.receivedEnd();
                case WINDOW -> stream.granted(ByteBuffer.wrap(frame.payload()).getInt());
                case CLOSE -> stream.close();
                case OPEN, ACCEPTED, REFUSED -> LOG.atWarn().addKeyValue("kind", frame.kind()).log("frame of the tunnel out of place");
            }
        }
    }
}
