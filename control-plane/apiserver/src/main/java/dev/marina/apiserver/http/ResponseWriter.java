package dev.marina.apiserver.http;

import dev.marina.apiserver.status.StatusMapper;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one answer from the request's virtual thread, blocking while the client reads slowly. A client that has read
/// nothing for the write limit loses its stream: shorter limits cut off clients at a few hundred kilobytes a second, whose
/// windows open in big steps.
final class ResponseWriter {

    private static final Logger log = LoggerFactory.getLogger(ResponseWriter.class);
    private static final int UNAUTHORIZED = 401;
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(45);
    /// An answer of one slice that is handed over without waiting for its client.
    private static final int AT_ONCE = 32 * 1024;
    /// What is handed over at once: handing over takes longer than copying a few slices.
    private static final int PIECE = 256 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    private final Packing packing;

    ResponseWriter(HttpServerRequest request) {
        this(request, Packing.NONE);
    }

    ResponseWriter(HttpServerRequest request, Packing packing) {
        this.request = request;
        this.response = request.response();
        this.packing = packing;
    }

    void write(ApiResponse.Bytes answer) throws IOException, InterruptedException {
        head(answer);
        Optional<Packing.Place> place = request.method() == io.vertx.core.http.HttpMethod.HEAD
                ? Optional.empty()
                : packing.place(answer, request.headers().getAll("accept-encoding"));
        if (place.isEmpty()) {
            whole(answer);
            return;
        }
        try (Packing.Place packed = place.get()) {
            response.setChunked(true).putHeader("content-encoding", "gzip").headers().add("vary", "Accept-Encoding");
            packed.pack(answer, slices -> send(joined(slices)));
        }
        response.end();
    }

    private void head(ApiResponse.Bytes answer) {
        response.setStatusCode(answer.status());
        if (!answer.contentType().isEmpty()) {
            response.putHeader("content-type", answer.contentType());
        }
        response.putHeader("cache-control", "no-cache, private");
        answer.headers().forEach(response::putHeader);
        if (answer.status() == UNAUTHORIZED && request.version() != HttpVersion.HTTP_2) {
            // A certificate is shown when a connection is opened: a fresh one needs another connection.
            response.putHeader("connection", "close");
        }
    }

    private void whole(ApiResponse.Bytes answer) throws IOException, InterruptedException {
        response.putHeader("content-length", Long.toString(answer.length()));
        if (request.method() == io.vertx.core.http.HttpMethod.HEAD) {
            response.end();
            return;
        }
        if (answer.slices().size() == 1 && answer.length() <= AT_ONCE) {
            response.end(buffer(answer.slices().getFirst(), 0, (int) answer.length()));
            return;
        }
        inPieces(answer);
        response.end();
    }

    /// All pieces are copied to the same place, one when the one before has left it.
    private void inPieces(ApiResponse.Bytes answer) throws IOException, InterruptedException {
        Piece piece = new Piece(new byte[(int) Math.min(PIECE, answer.length())]);
        answer.each(piece);
        piece.send();
    }

    private final class Piece implements MeasuredSlices.Part {
        private final byte[] bytes;
        private int filled;

        Piece(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void take(byte[] source, int from, int length) throws IOException, InterruptedException {
            for (int taken = 0; taken < length;) {
                int part = Math.min(length - taken, bytes.length - filled);
                System.arraycopy(source, from + taken, bytes, filled, part);
                taken += part;
                filled += part;
                if (filled == bytes.length) {
                    send();
                }
            }
        }

        void send() throws IOException, InterruptedException {
            if (filled > 0) {
                awaitWritten(write(buffer(bytes, 0, filled)));
                filled = 0;
            }
        }
    }

    void write(ApiResponse.Failure failure) throws IOException, InterruptedException {
        ApiResponse.Bytes status = ApiResponse.json(failure.status(), StatusMapper.document(failure.reason()));
        ApiResponse.Bytes answer = Accept.protobufFirst(Accept.of(request.headers().getAll("accept"))) ? status.asProtobuf() : status;
        int retryAfter = failure.reason().details().retryAfterSeconds();
        write((retryAfter > 0 ? answer.with("retry-after", Integer.toString(retryAfter)) : answer).with(failure.headers()));
    }

    void write(ApiResponse.Stream stream) throws IOException, InterruptedException {
        response.setStatusCode(200).setChunked(true).putHeader("content-type", stream.contentType()).putHeader("cache-control", "no-cache, private");
        stream.headers().forEach(response::putHeader);
        response.writeHead();
        stream.producer().produce(slices -> {
            send(joined(slices));
        });
        response.end();
    }

    /// An answer that breaks off is cut off here too, so that nobody takes it for whole.
    void write(ApiResponse.Relayed relayed) throws IOException, InterruptedException {
        response.setStatusCode(relayed.status());
        relayed.fields().forEach(field -> response.headers().add(field.name(), field.value()));
        boolean empty = request.method() == io.vertx.core.http.HttpMethod.HEAD || relayed.status() == 204 || relayed.status() == 304;
        if (!empty && !response.headers().contains("content-length")) {
            response.setChunked(true);
        }
        try {
            relayed.producer().produce(slices -> send(joined(slices)));
        } catch (IOException e) {
            log.atDebug().setCause(e).log("an answer that is passed on broke off");
            cutOff();
            return;
        }
        response.end();
    }

    private void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            request.connection().close();
        }
    }

    private static byte[] joined(List<byte[]> slices) {
        if (slices.size() == 1) {
            return slices.getFirst();
        }
        int length = 0;
        for (byte[] slice : slices) {
            length += slice.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] slice : slices) {
            System.arraycopy(slice, 0, joined, at, slice.length);
            at += slice.length;
        }
        return joined;
    }

    /// In pieces: what a client does not read is not handed over, and so is counted as long as it is held.
    private void send(byte[] slice) throws IOException, InterruptedException {
        for (int from = 0; from < slice.length; from += PIECE) {
            send(buffer(slice, from, Math.min(PIECE, slice.length - from)));
        }
    }

    private void send(Buffer piece) throws IOException, InterruptedException {
        Future<Void> written = write(piece);
        if (response.writeQueueFull()) {
            awaitWritten(written);
        }
    }

    private Future<Void> write(Buffer piece) throws InterruptedException {
        if (response.closed() || Thread.interrupted()) {
            throw new InterruptedException("client has gone");
        }
        return response.write(piece);
    }

    private void awaitWritten(Future<Void> written) throws IOException, InterruptedException {
        try {
            written.toCompletionStage().toCompletableFuture().get(WRITE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the answer cannot be written", e);
        } catch (TimeoutException e) {
            cutOff();
            throw new IOException("the client reads nothing", e);
        }
    }

    /// No copying: the bytes belong to the store's images and are only read.
    private static Buffer buffer(byte[] bytes, int from, int length) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, length));
    }
}
