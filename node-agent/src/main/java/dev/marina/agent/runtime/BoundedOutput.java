package dev.marina.agent.runtime;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Keeps the first bytes of what is written to it, by several threads too.
final class BoundedOutput extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int most;

    BoundedOutput(int most) {
        this.most = most;
    }

    @Override
    public synchronized void write(int b) {
        if (kept.size() < most) {
            kept.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, Math.min(length, most - kept.size()));
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
