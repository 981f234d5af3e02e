package dev.marina.console.terminal;

import java.time.Duration;
import java.time.Instant;

/// What becomes of a terminal in which nothing is typed and nothing is written.
sealed interface Idle {

    /// Somebody uses it.
    record Busy() implements Idle {}

    /// It will be ended, and says so.
    record Warned(Duration left) implements Idle {}

    record Over() implements Idle {}

    Duration ENDS_AFTER = Duration.ofMinutes(60);
    Duration WARNED_BEFORE = Duration.ofMinutes(5);
    /// A terminal that no browser shows is not waited for as long.
    Duration UNSEEN_ENDS_AFTER = Duration.ofMinutes(10);

    /// @param unseen since when no browser shows it; null where one does
    static Idle of(Instant used, Instant unseen, Instant now) {
        if (unseen != null && !now.isBefore(unseen.plus(UNSEEN_ENDS_AFTER))) {
            return new Over();
        }
        Duration left = Duration.between(now, used.plus(ENDS_AFTER));
        if (!left.isPositive()) {
            return new Over();
        }
        return left.compareTo(WARNED_BEFORE) <= 0 ? new Warned(left) : new Busy();
    }
}
