package dev.marina.apiserver.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads one answer of HTTP/1.1 from a server that nobody trusts: RFC 9112, strictly. Anything that two readers could read
/// differently (two lengths, a length beside chunks, control characters, folded lines) is no answer. For whoever has the connection and
/// sees to the end in time.
public final class AnswerReader {

    private static final int MOST_HEAD_BYTES = 64 * 1024;
    private static final int MOST_FIELDS = 256;
    private static final int MOST_INTERIM_ANSWERS = 16;
    private static final int MOST_CHUNK_LINE = 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final InputStream in;

    /// @param in buffered
    public AnswerReader(InputStream in) {
        this.in = in;
    }

    /// The final head, or the one that switches protocols; interim ones are passed over.
    public AnswerHead head() throws IOException {
        for (int i = 0; i < MOST_INTERIM_ANSWERS; i++) {
            AnswerHead head = next();
            if (head.status() >= 200 || head.switches()) {
                return head;
            }
        }
        throw new IOException("malformed HTTP response: too many interim answers");
    }

    private AnswerHead next() throws IOException {
        Budget budget = new Budget(MOST_HEAD_BYTES);
        int status = status(line(budget));
        List<HeaderField> fields = fields(budget);
        return new AnswerHead(status, fields);
    }

    private static int status(String line) throws IOException {
        boolean wellFormed = line.length() >= 12 && (line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 "))
                && line.substring(9, 12).chars().allMatch(digit -> digit >= '0' && digit <= '9') && (line.length() == 12 || line.charAt(12) == ' ');
        int status = wellFormed ? Integer.parseInt(line.substring(9, 12)) : 0;
        if (status < 100 || status > 599) {
            throw new IOException("malformed HTTP response");
        }
        return status;
    }

    private List<HeaderField> fields(Budget budget) throws IOException {
        List<HeaderField> fields = new ArrayList<>();
        for (String line = line(budget); !line.isEmpty(); line = line(budget)) {
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).chars().allMatch(AnswerReader::token) || fields.size() == MOST_FIELDS) {
                throw new IOException("malformed HTTP response: a header field that cannot be read, or more than %d".formatted(MOST_FIELDS));
            }
            fields.add(new HeaderField(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    private static boolean token(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /// Bytes that a head may still have.
    private static final class Budget {
        private int left;

        Budget(int bytes) {
            left = bytes;
        }

        void take() throws IOException {
            if (--left < 0) {
                throw new IOException("malformed HTTP response: its head is too long");
            }
        }
    }

    private String line(Budget budget) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("EOF");
            }
            budget.take();
            if (c == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c == '\r') {
                if (in.read() != '\n') {
                    throw new IOException("malformed HTTP response: a line is broken");
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw new IOException("malformed HTTP response: a control character");
            }
            line.write(c);
        }
    }

    /// What follows the head. Ends where the message does; a message that breaks off fails.
    ///
    /// @param method of the request
    public InputStream body(AnswerHead head, String method) throws IOException {
        boolean none = method.equals("HEAD") || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
        List<String> codings = head.all("transfer-encoding");
        Set<String> lengths = new HashSet<>(head.all("content-length"));
        if (lengths.size() > 1 || !lengths.isEmpty() && !codings.isEmpty() || codings.size() > 1) {
            throw new IOException("malformed HTTP response: its length is said twice");
        }
        if (none) {
            return InputStream.nullInputStream();
        }
        if (!codings.isEmpty()) {
            if (!codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new IOException("unsupported transfer encoding: " + codings.getFirst());
            }
            return new Chunked();
        }
        return lengths.isEmpty() ? in : new Counted(length(lengths.iterator().next(), 10, 18));
    }

    private static long length(String text, int radix, int mostDigits) throws IOException {
        if (text.isEmpty() || text.length() > mostDigits || !text.chars().allMatch(c -> c < 0x80 && Character.digit(c, radix) >= 0)) {
            throw new IOException("malformed HTTP response: a length that is no number");
        }
        return Long.parseLong(text, radix);
    }

    /// A body whose parts have a known length.
    private class Counted extends InputStream {
        private long left;

        Counted(long bytes) {
            left = bytes;
        }

        /// Whether there is more to read, once what is known has been read.
        boolean more() throws IOException {
            return false;
        }

        final void expect(long bytes) {
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && !more()) {
                return -1;
            }
            int count = in.read(into, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("unexpected EOF");
            }
            left -= count;
            return count;
        }
    }

    private final class Chunked extends Counted {
        private boolean begun;
        private boolean ended;

        Chunked() {
            super(0);
        }

        @Override
        boolean more() throws IOException {
            if (ended) {
                return false;
            }
            if (begun && !line(new Budget(2)).isEmpty()) {
                throw new IOException("malformed HTTP response: a chunk is longer than it says");
            }
            begun = true;
            String size = line(new Budget(MOST_CHUNK_LINE));
            int extension = size.indexOf(';');
            long bytes = length((extension < 0 ? size : size.substring(0, extension)).strip(), 16, 15);
            if (bytes == 0) {
                fields(new Budget(MOST_HEAD_BYTES));
                ended = true;
            }
            expect(bytes);
            return !ended;
        }
    }
}
