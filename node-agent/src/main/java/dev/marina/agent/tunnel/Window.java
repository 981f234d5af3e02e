package dev.marina.agent.tunnel;

import dev.marina.model.tunnel.TunnelFrame;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How many bytes a stream may still send.
final class Window {

    /// Guards the fields.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long left = TunnelFrame.INITIAL_WINDOW_BYTES;
    private boolean closed;

    void grant(int bytes) {
        lock.lock();
        try {
            left += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something may be sent; answers how much of `wanted`.
    int take(int wanted) throws IOException {
        lock.lock();
        try {
            while (left <= 0 && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("stream is closed");
            }
            int taken = (int) Math.min(left, wanted);
            left -= taken;
            return taken;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }
}
