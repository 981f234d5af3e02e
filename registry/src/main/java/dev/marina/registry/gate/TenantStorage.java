package dev.marina.registry.gate;

import dev.marina.registry.storage.StoredBytes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// How much one tenant stores, while bytes come in. What was measured on disk is exact; what has come since is added, so between two measurements it is
/// rather too much than too little. Thread-safe.
final class TenantStorage {

    /// Who comes near the limit is told by what is there now, but nobody makes the disk be looked through without end.
    private static final Duration MEASURED_AGAIN = Duration.ofSeconds(1);
    private static final Duration OLDEST = Duration.ofSeconds(30);

    /// What is measured, without uploads for which the predicate holds.
    interface Measure {
        long bytes(Predicate<String> counted);
    }

    /// What an upload has with what is coming. A client goes on as soon as it is answered, so the request before may not have ended yet: the bytes that
    /// both know of are there once.
    private record Coming(long bytes, int requests) {

        Coming and(Coming next) {
            return new Coming(Math.max(bytes, next.bytes), requests + next.requests);
        }
    }

    private final Measure measure;
    private final Clock clock;
    /// Guarded by this, as is everything below. By upload: what it has, and what is coming.
    private final Map<String, Coming> coming = new HashMap<>();
    /// By upload: what has come since the last measurement. One that goes on is not counted a second time.
    private final Map<String, Long> come = new HashMap<>();
    private long measured;
    private Instant at = Instant.MIN;

    TenantStorage(Measure measure, Clock clock) {
        this.measure = measure;
        this.clock = clock;
    }

    /// @param upload that goes on, or a name of its own for what is no upload
    /// @param present bytes that are there of it
    synchronized void begin(String upload, long present) {
        if (at.isBefore(clock.instant().minus(OLDEST))) {
            look();
        }
        come.remove(upload);
        coming.merge(upload, new Coming(present, 1), Coming::and);
    }

    /// Whether so many bytes more fit; then they are counted. Never for what has not begun, or has ended.
    synchronized boolean take(String upload, long bytes, long limit) {
        Coming has = coming.get(upload);
        if (has == null) {
            return false;
        }
        Coming more = new Coming(has.bytes + bytes, has.requests);
        long further = StoredBytes.charge(more.bytes) - StoredBytes.charge(has.bytes);
        if (used() + further > limit && at.isBefore(clock.instant().minus(MEASURED_AGAIN))) {
            look();
        }
        if (used() + further > limit) {
            return false;
        }
        coming.put(upload, more);
        return true;
    }

    /// It is on disk now, or will not be; the next measurement says which.
    synchronized void end(String upload) {
        coming.computeIfPresent(upload, (_, has) -> {
            if (has.requests > 1) {
                return new Coming(has.bytes, has.requests - 1);
            }
            come.merge(upload, has.bytes, Math::max);
            return null;
        });
    }

    /// Something was removed.
    synchronized void changed() {
        at = Instant.MIN;
    }

    synchronized long used() {
        return measured + Stream.concat(come.values().stream(), coming.values().stream().map(Coming::bytes)).mapToLong(StoredBytes::charge).sum();
    }

    private void look() {
        measured = measure.bytes(coming::containsKey);
        come.clear();
        at = clock.instant();
    }

    synchronized boolean receives(String upload) {
        return coming.containsKey(upload);
    }
}
