package dev.marina.agent.watch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// An answer's bytes; closed when none comes for too long, which ends the read that waits.
final class TimedInput extends FilterInputStream {

    private static final ScheduledExecutorService CLOCK = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("watch-silence").daemon().factory());

    private final Future<?> watchdog;
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean silent;

    TimedInput(InputStream in, Duration longest) {
        super(in);
        long nanos = longest.toNanos();
        watchdog = CLOCK.scheduleAtFixedRate(() -> {
            if (waiting && System.nanoTime() - waitingSince > nanos) {
                silence();
            }
        }, nanos / 4, nanos / 4, TimeUnit.NANOSECONDS);
    }

    private void silence() {
        silent = true;
        // Closing may take a while, and others' silences are measured on this thread.
        Thread.ofVirtual().name("watch-silence").start(() -> {
            try {
                close();
            } catch (IOException _) {
                // who reads hears of it
            }
        });
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            int read = in.read(target, offset, length);
            if (read < 0 && silent) {
                throw new IOException("nothing came for too long");
            }
            return read;
        } catch (IOException failure) {
            throw silent ? new IOException("nothing came for too long", failure) : failure;
        } finally {
            waiting = false;
        }
    }

    @Override
    public void close() throws IOException {
        watchdog.cancel(false);
        super.close();
    }
}
