package dev.marina.apiserver.http;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import java.io.IOException;
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
