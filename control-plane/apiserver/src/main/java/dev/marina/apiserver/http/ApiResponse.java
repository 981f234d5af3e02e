package dev.marina.apiserver.http;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a request is answered with.
public sealed interface ApiResponse {

    int status();

    /// The bytes of one or more slices, one after the other.
    record Bytes(int status, String contentType, List<byte[]> slices, Map<String, String> headers) implements ApiResponse {
        public Bytes with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Bytes(status, contentType, slices, more);
        }

        /// With one more warning, as clients print it.
        public Bytes warning(String text) {
            String one = "299 - \"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\""));
            return with("warning", headers.containsKey("warning") ? headers.get("warning") + ", " + one : one);
        }
    }

    /// A refusal; becomes a `Status` object on the wire, and an exception again for a caller in this process.
    record Failure(StatusException reason) implements ApiResponse {
        @Override
        public int status() {
            return reason.code();
        }
    }

    /// An answer that goes on: a watch or a log that follows. The producer runs on the request's thread until it returns or the
    /// client has gone (then the thread is interrupted).
    record Stream(String contentType, Producer producer) implements ApiResponse {
        @Override
        public int status() {
            return 200;
        }
    }

    /// The connection leaves HTTP: exec, attach, port-forward.
    record Upgrade(Session session) implements ApiResponse {
        @Override
        public int status() {
            return 101;
        }
    }

    /// What another server answered, passed on as it comes.
    record Relayed(int status, List<HeaderField> fields, Producer producer) implements ApiResponse {}

    /// The connection becomes one to another server, which has agreed to switch protocols: bytes that this one does not read.
    record Switched(List<HeaderField> fields, Relay relay) implements ApiResponse {
        @Override
        public int status() {
            return 101;
        }
    }

    /// Runs until either side has ended.
    @FunctionalInterface
    interface Relay {
        void run(Connection client) throws IOException, InterruptedException;
    }

    /// The client's connection after it has left HTTP. One thread reads and one writes.
    interface Connection extends AutoCloseable {
        InputStream input();

        /// Blocks while the client does not read.
        OutputStream output();

        /// Ends both directions, and whoever waits for them.
        @Override
        void close();
    }

    @FunctionalInterface
    interface Producer {
        void produce(Sink sink) throws IOException, InterruptedException;
    }

    /// Blocks while the client does not read.
    @FunctionalInterface
    interface Sink {
        void write(List<byte[]> slices) throws IOException, InterruptedException;
    }

    /// Runs a remote command over channels, once the protocol is agreed.
    interface Session {
        void run(Channels channels) throws IOException, InterruptedException;

        /// exec, attach or portforward
        String kind();
    }

    static Bytes json(int status, byte[] body) {
        return new Bytes(status, "application/json", List.of(body), Map.of());
    }

    static Bytes json(int status, Document body) {
        return json(status, body.bytes());
    }

    /// What Go's server says of a path that nobody handles; no `Status`, and clients expect none.
    static Bytes pageNotFound() {
        return text(404, "404 page not found\n").with("x-content-type-options", "nosniff");
    }

    static Bytes text(int status, String body) {
        return new Bytes(status, "text/plain; charset=utf-8", List.of(body.getBytes(StandardCharsets.UTF_8)), Map.of());
    }
}
