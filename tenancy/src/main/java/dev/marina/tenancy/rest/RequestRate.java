package dev.marina.tenancy.rest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/// How often one address may ask for something: so many times within any minute.
public final class RequestRate {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int FORGET_BEYOND = 10_000;

    private final int perMinute;
    private final Clock clock;
    private final ConcurrentMap<String, Deque<Instant>> attempts = new ConcurrentHashMap<>();

    public RequestRate(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /// Counts an attempt of this address. Empty when it may go on; otherwise how long to wait.
    public Optional<Duration> take(String address) {
        if (perMinute == 0) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant start = now.minus(WINDOW);
        AtomicReference<Duration> wait = new AtomicReference<>();
        attempts.compute(address, (_, seen) -> {
            Deque<Instant> recent = seen == null ? new ArrayDeque<>() : seen;
            while (!recent.isEmpty() && !recent.peekFirst().isAfter(start)) {
                recent.removeFirst();
            }
            if (recent.size() >= perMinute) {
                wait.set(Duration.between(start, recent.peekFirst()));
            } else {
                recent.addLast(now);
            }
            return recent;
        });
        if (attempts.size() > FORGET_BEYOND) {
            attempts.keySet()
                    .forEach(old -> attempts.computeIfPresent(old, (_, recent) -> recent.isEmpty() || !recent.peekLast().isAfter(start) ? null : recent));
        }
        return Optional.ofNullable(wait.get());
    }
}
