package dev.marina.apiserver.http;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.StatusException;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.protobuf.ProtobufForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a request is answered with.
public sealed interface ApiResponse {

    String JSON = "application/json";
    /// Letters of all warnings of an answer, and of one where they are more.
    int MOST_WARNED = 4096;
    int LONGEST_OF_MANY = 256;

    int status();

    /// The bytes of one or more slices, one after the other.
    ///
    /// @param held gives back what is held for the answer, when it is written or will not be; may be called twice
    record Bytes(int status, String contentType, List<byte[]> slices, Map<String, String> headers, Runnable held) implements ApiResponse {
        public Bytes(int status, String contentType, List<byte[]> slices, Map<String, String> headers) {
            this(status, contentType, slices, headers, () -> {});
        }

        /// The same answer, for which something more is held.
        ///
        /// @param giveBack may be called twice
        public Bytes holding(Runnable giveBack) {
            return new Bytes(status, contentType, slices, headers, () -> {
                held.run();
                giveBack.run();
            });
        }

        public long length() {
            if (slices instanceof MeasuredSlices measured) {
                return measured.length();
            }
            long length = 0;
            for (byte[] slice : slices) {
                length += slice.length;
            }
            return length;
        }

        /// As [MeasuredSlices#each].
        public void each(MeasuredSlices.Part part) throws IOException, InterruptedException {
            if (slices instanceof MeasuredSlices measured) {
                measured.each(part);
                return;
            }
            for (byte[] slice : slices) {
                part.take(slice, 0, slice.length);
            }
        }

        public Bytes with(String name, String value) {
            return with(Map.of(name, value));
        }

        public Bytes with(Map<String, String> further) {
            Map<String, String> more = new HashMap<>(headers);
            more.putAll(further);
            return new Bytes(status, contentType, slices, more, held);
        }

        /// An object in JSON as protobuf; anything else, and what has no such form, as it is.
        public Bytes asProtobuf() {
            if (!contentType.startsWith(JSON)) {
                return this;
            }
            Document object = document();
            return ProtobufForm.has(GroupVersionKind.of(object.apiVersion(), object.kind()))
                    ? new Bytes(status, contentType.replace(JSON, ProtobufBody.MEDIA_TYPE), List.of(ProtobufForm.object(object)), headers, held)
                    : this;
        }

        /// The object that they are as JSON.
        public Document document() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            slices.forEach(all::writeBytes);
            return Document.parse(all.toByteArray());
        }

        /// With one more warning, as clients print it. One with control characters is none, since a header ends with its line; where
        /// there are many, the last ones are cut and then left out, as upstream does.
        public Bytes warning(String text) {
            int before = headers.getOrDefault("warning", "").length();
            if (text.chars().anyMatch(Character::isISOControl) || before >= MOST_WARNED) {
                return this;
            }
            if (before + text.length() > MOST_WARNED && text.length() > LONGEST_OF_MANY) {
                return warning(text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_OF_MANY))));
            }
            String one = "299 - \"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\""));
            return with("warning", headers.containsKey("warning") ? headers.get("warning") + ", " + one : one);
        }
    }

    /// A refusal; becomes a `Status` object on the wire, and an exception again for a caller in this process.
    record Failure(StatusException reason, Map<String, String> headers) implements ApiResponse {
        public Failure(StatusException reason) {
            this(reason, Map.of());
        }

        @Override
        public int status() {
            return reason.code();
        }
    }

    /// An answer that goes on: a watch or a log that follows. The producer runs on the request's thread until it returns or the
    /// client has gone (then the thread is interrupted).
    record Stream(String contentType, Map<String, String> headers, Producer producer) implements ApiResponse {
        public Stream(String contentType, Producer producer) {
            this(contentType, Map.of(), producer);
        }

        public Stream with(Producer other) {
            return new Stream(contentType, headers, other);
        }

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
    interface Producer extends AutoCloseable {
        void produce(Sink sink) throws IOException, InterruptedException;

        /// Gives back what is held for the answer, whether it was produced or not. May be called twice.
        @Override
        default void close() {}

        /// The same answer, produced in another way; what this one holds is given back all the same.
        default Producer producedBy(Producer other) {
            return both(other, this::close);
        }

        /// The same answer, for which something more is held.
        ///
        /// @param giveBack may be called twice
        default Producer holding(Runnable giveBack) {
            return both(this, () -> {
                close();
                giveBack.run();
            });
        }

        private static Producer both(Producer producer, Runnable giveBack) {
            return new Producer() {
                @Override
                public void produce(Sink sink) throws IOException, InterruptedException {
                    producer.produce(sink);
                }

                @Override
                public void close() {
                    giveBack.run();
                }
            };
        }
    }

    /// Blocks while the client does not read.
    @FunctionalInterface
    interface Sink {
        void write(List<byte[]> slices) throws IOException, InterruptedException;

        /// What there was to tell at the start is told: from here on it is about what comes.
        default void started() {}
    }

    /// Runs a remote command over channels, once the protocol is agreed.
    interface Session {
        void run(Channels channels) throws IOException, InterruptedException;

        /// exec, attach or portforward
        String kind();
    }

    static Bytes json(int status, byte[] body) {
        return new Bytes(status, JSON, List.of(body), Map.of());
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
