package dev.marina.console.why;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A chain in time: each step as a bar from what caused it to when it was there.
public record Waterfall(List<Bar> bars, Duration whole) {

    /// @param start percent of the whole
    /// @param width percent of the whole
    /// @param since the first step
    /// @param took from its cause, or zero for what a request or clock caused
    public record Bar(ChainStep step, double start, double width, Duration since, Duration took) {}

    /// @param steps in any order; a cause may be missing
    public static Waterfall of(List<ChainStep> steps) {
        if (steps.isEmpty()) {
            return new Waterfall(List.of(), Duration.ZERO);
        }
        List<ChainStep> ordered = steps.stream().sorted(Comparator.comparing(ChainStep::time)).toList();
        Map<String, Instant> times = new HashMap<>();
        ordered.forEach(step -> times.put(step.version(), step.time()));
        Instant first = ordered.getFirst().time();
        Duration whole = Duration.between(first, ordered.getLast().time());
        return new Waterfall(ordered.stream().map(step -> bar(step, times.getOrDefault(step.because(), step.time()), first, whole)).toList(), whole);
    }

    private static Bar bar(ChainStep step, Instant cause, Instant first, Duration whole) {
        // A cluster's clock may be moved, so that a cause is dated after what it caused.
        Instant begun = cause.isAfter(step.time()) ? step.time() : cause;
        Duration took = Duration.between(begun, step.time());
        return new Bar(step, percent(Duration.between(first, begun), whole), percent(took, whole), Duration.between(first, step.time()), took);
    }

    private static double percent(Duration part, Duration whole) {
        return whole.isZero() ? 0 : 100.0 * part.toMillis() / Math.max(1, whole.toMillis());
    }
}
