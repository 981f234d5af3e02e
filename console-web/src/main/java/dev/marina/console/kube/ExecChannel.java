package dev.marina.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A command in a container with a terminal of its own, over `v5.channel.k8s.io`: messages that begin with the number of their channel.
/// k8s.io/apimachinery's pkg/util/remotecommand/constants.go
///
/// What the command writes is taken message by message, each only after the one before was asked for with [#more()], so that a command that floods
/// waits for whoever reads. Any thread may write; what is written goes out in order.
public final class ExecChannel implements AutoCloseable {

    private static final String PROTOCOL = "v5.channel.k8s.io";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration OPENS_WITHIN = Duration.ofSeconds(15);
    private static final byte STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final byte RESIZE = 4;
    private static final int STATUS_BYTES = 64 * 1024;

    private final WebSocket socket;
    private final AtomicLong pending = new AtomicLong();
    /// The last message that goes out; the next follows it. Guarded by this.
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    private ExecChannel(WebSocket socket) {
        this.socket = socket;
    }

    /// What becomes of the command. Calls come one after the other, on threads that must not be held up.
    public interface Sink {

        /// What it wrote.
        void output(byte[] bytes);

        /// It is over, or cannot be reached any more. Called once.
        void ended(Ending ending);
    }

    /// How a command ended.
    public sealed interface Ending {

        /// @param code what it exited with
        record Exited(int code) implements Ending {}

        /// The API's or the node's words, or the network's.
        record Broken(String why) implements Ending {}
    }

    /// Blocks until the cluster has accepted.
    ///
    /// @param uri with the scheme `wss`
    /// @throws WebSocketHandshakeException as the cause, where the cluster answers otherwise
    static ExecChannel open(HttpClient client, URI uri, String bearer, Sink sink) throws IOException {
        CompletableFuture<WebSocket> opening = client.newWebSocketBuilder().subprotocols(PROTOCOL).header("Authorization", "Bearer " + bearer)
                .connectTimeout(OPENS_WITHIN).buildAsync(uri, new Reader(sink));
        try {
            WebSocket socket = opening.get(OPENS_WITHIN.toSeconds() + 1, TimeUnit.SECONDS);
            return new ExecChannel(socket);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the cluster does not open a session", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a session was opened");
        }
    }

    /// The next message of the command may come.
    public void more() {
        socket.request(1);
    }

    /// Types. The caller's array is not used afterwards.
    ///
    /// @param gone runs when it is on its way
    public void type(byte[] bytes, Runnable gone) {
        send(STDIN, bytes, gone);
    }

    /// Characters in a line and lines of the screen.
    public void resize(int columns, int rows) {
        send(RESIZE, "{\"Width\":%d,\"Height\":%d}".formatted(columns, rows).getBytes(java.nio.charset.StandardCharsets.US_ASCII), () -> {});
    }

    /// Bytes that are typed and have not gone out yet.
    public long pending() {
        return pending.get();
    }

    private synchronized void send(byte channel, byte[] bytes, Runnable gone) {
        ByteBuffer message = ByteBuffer.allocate(bytes.length + 1).put(channel).put(bytes).flip();
        pending.addAndGet(bytes.length);
        // WebSocket refuses a second message while the first is on its way. One that fails is told by the reader's end.
        last = last.handle((_, _) -> null).thenCompose(_ -> socket.sendBinary(message, true)).whenComplete((_, _) -> {
            pending.addAndGet(-bytes.length);
            gone.run();
        });
    }

    /// May be called twice. The command is told by its terminal's end.
    @Override
    public void close() {
        socket.abort();
    }

    private static final class Reader implements WebSocket.Listener {

        private final Sink sink;
        private final AtomicBoolean over = new AtomicBoolean();
        private final ByteArrayOutputStream status = new ByteArrayOutputStream();
        /// Of the message whose next piece comes; -1 between messages.
        private int channel = -1;

        Reader(Sink sink) {
            this.sink = sink;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean lastPiece) {
            if (channel < 0 && data.hasRemaining()) {
                channel = data.get() & 0xff;
            }
            int present = channel;
            channel = lastPiece ? -1 : present;
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            boolean output = (present == STDOUT || present == STDERR) && bytes.length > 0;
            if (present == STATUS && status.size() + bytes.length <= STATUS_BYTES) {
                status.writeBytes(bytes);
            }
            if (output) {
                sink.output(bytes);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean lastPiece) {
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end(reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end(String.valueOf(error.getMessage()));
        }

        private void end(String why) {
            if (over.compareAndSet(false, true)) {
                sink.ended(ending(status.toByteArray(), why));
            }
        }
    }

    /// From the `Status` that ends a session: success, an exit code among its causes, or words.
    static Ending ending(byte[] status, String otherwise) {
        if (status.length == 0) {
            return new Ending.Broken(otherwise == null || otherwise.isBlank() ? "the connection was lost" : otherwise);
        }
        try {
            JsonNode said = JSON.readTree(status);
            if (said.path("status").asText().equals("Success")) {
                return new Ending.Exited(0);
            }
            for (JsonNode cause : said.path("details").path("causes")) {
                if (cause.path("reason").asText().equals("ExitCode")) {
                    return new Ending.Exited(Integer.parseInt(cause.path("message").asText()));
                }
            }
            return new Ending.Broken(said.path("message").asText(otherwise));
        } catch (IOException | NumberFormatException e) {
            return new Ending.Broken("the session ended with a status that cannot be read");
        }
    }
}
