package dev.marina.model.tunnel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// What is in a volume, in a stream of the tunnel: a [Head], then pieces in the order of their places, then the digest of them all. Pieces are a place (8 bytes),
/// a length (4 bytes) and that many bytes; what is in none of them is zeros. Instead of a head or a piece there may be a [Failure], which is the last.
///
/// The digest is SHA-256 over places, lengths and bytes as they are in the stream, so that two streams have the same exactly if they have the same pieces.
public final class VolumeFrames {

    /// The longest piece.
    public static final int LONGEST_PIECE = 1 << 20;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final long HEAD = -1;
    private static final long END = -2;
    private static final long FAILURE = -3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private VolumeFrames() {}

    /// @param bytes of the volume
    /// @param data how many were ever written
    /// @param takenMillis of which moment, in milliseconds since 1970
    public record Head(long bytes, long data, boolean block, long takenMillis) {}

    /// @param reason `Gone`, `InUse`, `NoRoom` or `Failed`
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(String reason, String message) {
        public static final String GONE = "Gone";
        public static final String IN_USE = "InUse";
        public static final String NO_ROOM = "NoRoom";
        public static final String FAILED = "Failed";
    }

    /// The other side has said why it does not go on.
    public static final class FailedThere extends IOException {
        private final transient Failure failure;

        FailedThere(Failure failure) {
            super(failure.message());
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }
    }

    /// @param at place in the volume
    public record Piece(long at, byte[] bytes) {}

    /// One thread.
    public static final class Writer {
        private final DataOutputStream out;
        private final MessageDigest digest = sha256();

        public Writer(OutputStream out) {
            this.out = new DataOutputStream(out);
        }

        public void head(Head head) throws IOException {
            text(HEAD, JSON.writeValueAsBytes(head));
        }

        public void piece(long at, byte[] bytes) throws IOException {
            byte[] place = place(at, bytes.length);
            digest.update(place);
            digest.update(bytes);
            out.write(place);
            out.write(bytes);
        }

        public void end() throws IOException {
            text(END, digest.digest());
            out.flush();
        }

        public void failure(Failure failure) throws IOException {
            text(FAILURE, JSON.writeValueAsBytes(failure));
            out.flush();
        }

        private void text(long kind, byte[] bytes) throws IOException {
            out.write(place(kind, bytes.length));
            out.write(bytes);
        }
    }

    /// One thread. Throws [FailedThere] where the other side says so, and [EOFException] where the stream ends before its end.
    public static final class Reader {
        private final DataInputStream in;
        private final MessageDigest digest = sha256();
        private Optional<String> sum = Optional.empty();

        public Reader(InputStream in) {
            this.in = new DataInputStream(in);
        }

        public Head head() throws IOException {
            long kind = in.readLong();
            byte[] text = text(kind);
            if (kind != HEAD) {
                throw new IOException("the stream of a volume begins with something else than its head");
            }
            return JSON.readValue(text, Head.class);
        }

        /// Empty at the end, where all of it was what the other side had read.
        public Optional<Piece> piece() throws IOException {
            long at = in.readLong();
            if (at < 0) {
                end(at, text(at));
                return Optional.empty();
            }
            int length = in.readInt();
            if (length < 1 || length > LONGEST_PIECE) {
                throw new IOException("a piece of a volume has %d bytes; it must have 1 to %d".formatted(length, LONGEST_PIECE));
            }
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            digest.update(place(at, length));
            digest.update(bytes);
            return Optional.of(new Piece(at, bytes));
        }

        private byte[] text(long kind) throws IOException {
            int length = in.readInt();
            if (length < 0 || length > LONGEST_TEXT) {
                throw new IOException("the stream of a volume has a text of %d bytes".formatted(length));
            }
            byte[] text = new byte[length];
            in.readFully(text);
            if (kind == FAILURE) {
                throw new FailedThere(JSON.readValue(text, Failure.class));
            }
            return text;
        }

        private void end(long kind, byte[] said) throws IOException {
            byte[] own = digest.digest();
            if (kind != END || !MessageDigest.isEqual(own, said)) {
                throw new IOException("what came of a volume is not what was sent");
            }
            sum = Optional.of(HexFormat.of().formatHex(own));
        }

        /// The digest, in hexadecimal digits, once [#piece] has been empty.
        public String sha256Hex() {
            return sum.orElseThrow(() -> new IllegalStateException("the stream has not been read to its end"));
        }
    }

    /// What goes before a piece, in streams and into digests.
    public static byte[] place(long at, int length) {
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(at).putInt(length).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
