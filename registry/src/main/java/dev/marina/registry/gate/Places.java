package dev.marina.registry.gate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many requests of one tenant are served at once. Some more wait a while; all others are told to come again, at once, so that nobody fills the front
/// with those who wait. Thread-safe.
final class Places {

    private static final int WAITING_FOR_ONE = 2;

    private record Own(Semaphore served, Semaphore waiting) {}

    private final int each;
    private final Duration patience;
    /// By tenant; what is kept of one that has gone is an empty object.
    private final Map<String, Own> places = new ConcurrentHashMap<>();

    Places(int each, Duration patience) {
        this.each = each;
        this.patience = patience;
    }

    boolean take(String tenant) throws InterruptedException {
        Own own = places.computeIfAbsent(tenant, _ -> new Own(new Semaphore(each, true), new Semaphore(WAITING_FOR_ONE * each)));
        if (own.served.tryAcquire()) {
            return true;
        }
        if (!own.waiting.tryAcquire()) {
            return false;
        }
        try {
            return own.served.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            own.waiting.release();
        }
    }

    void leave(String tenant) {
        places.get(tenant).served.release();
    }
}
