package dev.marina.launcher.recovery;

import java.time.Duration;
import java.util.function.LongConsumer;

import dev.marina.launcher.Progress;

/// Says now and then how far a long copy is.
final class Telling implements LongConsumer {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final String what;
    private final Progress progress;
    private long bytes;
    private long next = System.nanoTime() + BETWEEN.toNanos();

    Telling(String what, Progress progress) {
        this.what = what;
        this.progress = progress;
    }

    @Override
    public void accept(long more) {
        bytes += more;
        if (System.nanoTime() - next > 0) {
            next = System.nanoTime() + BETWEEN.toNanos();
            progress.line("%s: %d MiB so far".formatted(what, bytes >> 20));
        }
    }

    /// Of what has next to nothing in it nothing is said.
    void done() {
        if (bytes >> 10 > 0) {
            progress.line("%s: %d KiB".formatted(what, bytes >> 10));
        }
    }
}
