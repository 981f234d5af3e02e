package dev.marina.agent.runtime;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// How a session with a container's own streams ends when the caller's input has, and the container is not told of it, because it goes on with the next
/// caller's: when the output rests, so that what the container answers to the last line is not lost. A kubelet's runtime ends it at once
/// (containerd's internal/cri/io/container_io.go, `Attach`).
final class LastWords implements AutoCloseable {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final ContainerStreams.Session session;
    private final Runnable end;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long lastSaid = System.nanoTime();
    private volatile boolean ended;

    /// How both sides are carried until the connection ends.
    @FunctionalInterface
    interface Conversation {
        void with(ContainerStreams.Session session) throws IOException;
    }

    /// Carries a session to its end.
    ///
    /// @param end closes the session's connection
    static void hear(ContainerStreams.Session session, Runnable end, Conversation conversation) throws IOException {
        try (LastWords words = new LastWords(session, end)) {
            try {
                conversation.with(words.session);
            } catch (AsynchronousCloseException closed) {
                // No failure where this has ended it.
                if (!words.ended) {
                    throw closed;
                }
            }
        }
    }

    private LastWords(ContainerStreams.Session of, Runnable end) {
        this.end = end;
        session = new ContainerStreams.Session(of.stdin() == null ? null : new Input(of.stdin()), new Output(of.stdout()),
                of.stderr() == null ? null : new Output(of.stderr()), of.tty(), of.size(), of.departure());
    }

    private void awaitRest() {
        long begun = System.nanoTime();
        lastSaid = begun;
        try {
            long now = begun;
            while (now - lastSaid < REST.toNanos() && now - begun < AT_MOST.toNanos()) {
                if (over.await(REST.toNanos() - (now - lastSaid), TimeUnit.NANOSECONDS)) {
                    return;
                }
                now = System.nanoTime();
            }
            ended = true;
            end.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
    }

    private final class Input extends FilterInputStream {

        private boolean awaited;

        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count < 0 && !awaited) {
                awaited = true;
                Thread.ofVirtual().name("last words").start(LastWords.this::awaitRest);
            }
            return count;
        }
    }

    private final class Output extends FilterOutputStream {

        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            lastSaid = System.nanoTime();
        }
    }
}
