package dev.marina.apiserver.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A client's connection that has left HTTP, as two blocking streams. The event loop fills a short queue and stops reading
/// while that is full.
final class SwitchedConnection implements ApiResponse.Connection {

    private static final int MOST_QUEUED = 16;
    private static final long WRITE_SECONDS = 45;
    private static final Buffer END = Buffer.buffer();

    private final NetSocket socket;
    private final BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    /// On the event loop.
    private SwitchedConnection(NetSocket socket) {
        this.socket = socket;
        socket.handler(bytes -> {
            received.add(bytes);
            if (received.size() >= MOST_QUEUED) {
                socket.pause();
            }
        });
        socket.endHandler(_ -> received.add(END));
        socket.closeHandler(_ -> received.add(END));
        socket.exceptionHandler(_ -> received.add(END));
    }

    /// Blocks until either side has ended.
    static void serve(HttpServerRequest request, ApiResponse.Switched switched) throws IOException, InterruptedException {
        CompletableFuture<SwitchedConnection> opened = new CompletableFuture<>();
        RemoteSession.onContext(request, () -> {
            switched.fields().forEach(field -> request.response().headers().add(field.name(), field.value()));
            request.toNetSocket().onComplete(socket -> {
                opened.complete(new SwitchedConnection(socket));
                request.resume();
            }, opened::completeExceptionally);
        });
        try (SwitchedConnection connection = RemoteSession.await(opened)) {
            switched.relay().run(connection);
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() {
        received.add(END);
        socket.close();
    }

    private final class Input extends PieceInput {
        @Override
        protected byte[] next() throws IOException {
            try {
                Buffer bytes = received.take();
                if (received.isEmpty()) {
                    socket.resume();
                }
                return bytes == END ? null : bytes.getBytes();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the client");
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                socket.write(Buffer.buffer(Arrays.copyOfRange(bytes, offset, offset + length))).toCompletionStage().toCompletableFuture().get(WRITE_SECONDS,
                        TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while writing to the client");
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the client reads nothing", e);
            }
        }
    }
}
