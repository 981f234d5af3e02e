package dev.marina.acme;

import java.time.Duration;
import java.time.Instant;

/// When a certificate is renewed, and when one is asked for again that was refused.
public final class CertificatePace {

    private static final Duration FIRST_RETRY = Duration.ofMinutes(5);
    private static final Duration LAST_RETRY = Duration.ofDays(1);

    private CertificatePace() {}

    /// With a third of its life left, as is usual.
    public static Instant renewal(Instant from, Instant until) {
        return until.minus(Duration.between(from, until).dividedBy(3));
    }

    /// @param failures one after the other
    public static Duration retry(int failures) {
        Duration doubled = FIRST_RETRY.multipliedBy(1L << Math.clamp(failures - 1, 0, 20));
        return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }
}
