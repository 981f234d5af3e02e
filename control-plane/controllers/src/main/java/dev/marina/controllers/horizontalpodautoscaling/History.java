package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.IntStream;

/// What was recommended and done for one autoscaler within the last hour, which is the longest window there is. Used by one worker
/// at a time.
final class History {

    private static final Duration LONGEST = Duration.ofHours(1);

    private final Deque<Entry> recommendations = new ArrayDeque<>();
    private final Deque<Entry> changes = new ArrayDeque<>();
    private HorizontalPodAutoscalerSpec lookedAt;
    private Instant looked;

    private record Entry(Instant at, int number) {}

    /// How long until the next look at the same wish: what is written then comes back as a change, and how far one look may go says how
    /// fast. Empty when it is now.
    Optional<Duration> early(HorizontalPodAutoscalerSpec spec, Instant now, Duration between) {
        if (!spec.equals(lookedAt) || now.isBefore(looked)) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, looked.plus(between))).filter(Duration::isPositive);
    }

    void look(HorizontalPodAutoscalerSpec spec, Instant now) {
        lookedAt = spec;
        looked = now;
    }

    void recommend(int replicas, Instant now) {
        add(recommendations, replicas, now);
    }

    /// @param by positive when the target grew
    void change(int by, Instant now) {
        add(changes, by, now);
    }

    private static void add(Deque<Entry> entries, int number, Instant now) {
        entries.removeIf(entry -> entry.at.isBefore(now.minus(LONGEST)));
        entries.addLast(new Entry(now, number));
    }

    boolean empty() {
        return recommendations.isEmpty();
    }

    IntStream recommended(Instant since) {
        return recommendations.stream().filter(entry -> entry.at.isAfter(since)).mapToInt(Entry::number);
    }

    /// By how much the target grew, or shrank, since then.
    int changed(Instant since, boolean up) {
        return changes.stream().filter(entry -> entry.at.isAfter(since) && entry.number > 0 == up).mapToInt(entry -> Math.abs(entry.number)).sum();
    }
}
