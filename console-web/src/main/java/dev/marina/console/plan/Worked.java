package dev.marina.console.plan;

import dev.marina.console.feed.TableSource;
import java.io.IOException;
import java.util.Map;

/// What the control plane found out in a copy of the cluster, or why it did not.
///
/// @param <T> what it is read as
public sealed interface Worked<T> {

    record Known<T>(T result) implements Worked<T> {}

    /// @param key of the text that says what the status means here
    record Refused<T>(String key, String message) implements Worked<T> {}

    @FunctionalInterface
    interface Asked<T> {
        T of() throws IOException;
    }

    Map<Integer, String> BUSY = Map.of(429, "plan.refused.busy", 503, "plan.refused.starting");

    /// Blocks.
    ///
    /// @param keys of texts for statuses that mean something of their own
    static <T> Worked<T> of(Map<Integer, String> keys, Asked<T> asked) throws IOException {
        try {
            return new Known<>(asked.of());
        } catch (TableSource.Refusal refusal) {
            return new Refused<>(keys.getOrDefault(refusal.status(), BUSY.getOrDefault(refusal.status(), "plan.refused")), refusal.getMessage());
        }
    }
}
