package dev.marina.apiserver.tunnel;

import dev.marina.model.tunnel.TunnelFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/// A stream's standard output as bytes. One thread.
public final class StreamInput extends InputStream {

    private static final byte[] NOTHING = new byte[0];

    private final TunnelStream stream;
    private Duration most;
    private byte[] current = NOTHING;
    private int position;
    private boolean ended;

    StreamInput(TunnelStream stream, Duration most) {
        this.stream = stream;
        this.most = most;
    }

    /// From now on a read waits so long at most.
    public void most(Duration longest) {
        most = longest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            if (ended) {
                return -1;
            }
            next();
        }
        int read = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, read);
        position += read;
        return read;
    }

    private void next() throws IOException {
        TunnelFrame frame;
        try {
            frame = stream.receive(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the node's agent");
        }
        if (frame == null) {
            throw new IOException("nothing has come from the node's agent for " + most);
        }
        switch (frame.kind()) {
            case DATA -> {
                current = frame.payload();
                position = 0;
            }
            case END, CLOSE, REFUSED -> ended = true;
            case OPEN, ACCEPTED, WINDOW -> {
            }
        }
    }
}
