package dev.marina.console.feed;

import java.time.Duration;

/// How long to wait before looking again: longer each time in vain.
public record Backoff(Duration first, Duration longest) {

    /// @param inVain how often, from 1 on
    public Duration after(int inVain) {
        Duration doubled = first.multipliedBy(1L << Math.min(inVain - 1, 10));
        return doubled.compareTo(longest) > 0 ? longest : doubled;
    }
}
