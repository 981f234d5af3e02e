package dev.marina.controlplane.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time of a copy: it begins with the real one and goes on when it is told to.
final class CopyClock extends Clock {

    private final Instant begin;
    private volatile Instant now;

    CopyClock(Instant begin) {
        this.begin = begin;
        this.now = begin;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    Duration passed() {
        return Duration.between(begin, now);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a copy's time is UTC");
    }
}
