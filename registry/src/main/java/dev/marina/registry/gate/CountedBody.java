package dev.marina.registry.gate;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongPredicate;

/// A request's body on its way to the registry, which ends as soon as more has come than may.
final class CountedBody extends FilterInputStream {

    private final LongPredicate fits;
    private volatile boolean refused;

    /// @param fits asked with each further number of bytes
    CountedBody(InputStream in, LongPredicate fits) {
        super(in);
        this.fits = fits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count > 0 && !fits.test(count)) {
            refused = true;
            throw new IOException("more than the tenant may store");
        }
        return count;
    }

    boolean refused() {
        return refused;
    }
}
