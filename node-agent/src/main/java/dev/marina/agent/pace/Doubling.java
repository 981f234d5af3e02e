package dev.marina.agent.pace;

import java.time.Duration;

/// A wait that doubles with every failure in a row, up to a longest one.
public record Doubling(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 30;

    /// @param failures in a row, at least one
    public Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
