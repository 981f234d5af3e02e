package dev.marina.csi.volume;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// File systems that stand still at the same time. All go on, whatever becomes of one of them.
final class FrozenTogether implements AutoCloseable {

    private final Deque<Frozen> frozen = new ArrayDeque<>();

    void add(Frozen next) {
        frozen.push(next);
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        while (!frozen.isEmpty()) {
            try {
                frozen.pop().close();
            } catch (IOException failure) {
                if (failed == null) {
                    failed = failure;
                } else {
                    failed.addSuppressed(failure);
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
