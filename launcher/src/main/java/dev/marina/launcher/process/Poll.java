package dev.marina.launcher.process;

import java.time.Duration;

/// Waiting for what nobody tells of: looks at once and then ever more seldom, until it is so or the time is over.
public final class Poll {
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(500);

    @FunctionalInterface
    public interface Look<E extends Exception> {
        boolean holds() throws E, InterruptedException;
    }

    /// Whether it was so in time. It is looked at least once, and once more when the time is over.
    public static <E extends Exception> boolean until(Duration patience, Look<E> look) throws E, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (Duration pause = FIRST;; pause = longer(pause)) {
            if (look.holds()) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            Thread.sleep(Duration.ofNanos(Math.min(left, pause.toNanos())));
        }
    }

    static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    private Poll() {}
}
