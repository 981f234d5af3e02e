package dev.marina.agent.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What failed, and when it is tried again: each time later. For one thread.
final class Attempts {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofMinutes(5);

    private record Failed(Duration waited, Instant next) {}

    private final Map<String, Failed> failed = new HashMap<>();

    boolean due(String key, Instant now) {
        return !failed.containsKey(key) || !now.isBefore(failed.get(key).next);
    }

    void failed(String key, Instant now) {
        Duration wait = Optional.ofNullable(failed.get(key)).map(before -> before.waited.multipliedBy(2)).orElse(FIRST);
        Duration bounded = wait.compareTo(LAST) > 0 ? LAST : wait;
        failed.put(key, new Failed(bounded, now.plus(bounded)));
    }

    void succeeded(String key) {
        failed.remove(key);
    }

    /// Forgets what is not there any more.
    void keepOnly(Set<String> keys) {
        failed.keySet().retainAll(keys);
    }

    /// When the next is due. What is due already and was not tried waits for something else to change.
    Optional<Instant> next(Instant now) {
        return failed.values().stream().map(Failed::next).filter(next -> next.isAfter(now)).min(Instant::compareTo);
    }
}
