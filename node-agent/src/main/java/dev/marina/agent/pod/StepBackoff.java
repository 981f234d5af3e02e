package dev.marina.agent.pod;

import dev.marina.agent.pace.Doubling;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When each step that failed may be tried again: after 500 ms, then twice as long each time, at most 30 s. Steps do not hold back
/// each other. Owned by the pod's worker.
final class StepBackoff {

    static final Doubling WAIT = new Doubling(Duration.ofMillis(500), Duration.ofSeconds(30));

    private record Failure(int times, Instant retryAt) {}

    private final Map<String, Failure> failures = new HashMap<>();

    /// When the step may be tried again, if that is later than now.
    Optional<Instant> heldUntil(String step, Instant now) {
        return Optional.ofNullable(failures.get(step)).map(Failure::retryAt).filter(now::isBefore);
    }

    void failed(String step, Instant now, Optional<Instant> at) {
        int times = failures.containsKey(step) ? failures.get(step).times + 1 : 1;
        failures.put(step, new Failure(times, at.orElseGet(() -> now.plus(WAIT.after(times)))));
    }

    void done(String step) {
        failures.remove(step);
    }

    /// Forgets the failures of steps that nobody plans any more.
    void retain(Set<String> planned) {
        failures.keySet().retainAll(planned);
    }

    void clear() {
        failures.clear();
    }
}
