package dev.marina.launcher.supervisor;

import java.time.Duration;

/// How long to wait before the next start: the first one comes at once, since most deaths are single ones.
final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /// Who lived that long starts with a clean record.
    static final Duration FORGIVEN = Duration.ofMinutes(1);

    private int failures;

    Duration afterLife(Duration life) {
        failures = life.compareTo(FORGIVEN) >= 0 ? 1 : failures + 1;
        return delay(failures);
    }

    static Duration delay(int failures) {
        if (failures <= 1) {
            return Duration.ZERO;
        }
        Duration doubled = Duration.ofMillis(500L << Math.min(failures - 2, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    int failures() {
        return failures;
    }
}
