package dev.marina.apiserver.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// What arrives in pieces of any size, as a stream. One thread reads.
public abstract class PieceInput extends InputStream {

    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;

    /// Waits for the next piece, which may be empty.
    ///
    /// @return null at the end, after which it is not called again
    protected abstract byte[] next() throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!awaitBytes()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - at;
    }

    private boolean awaitBytes() throws IOException {
        while (at == piece.length && !ended) {
            byte[] arrived = next();
            ended = arrived == null;
            if (!ended) {
                piece = arrived;
                at = 0;
            }
        }
        return at < piece.length;
    }
}
