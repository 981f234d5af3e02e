package dev.marina.labs.grading;

import dev.marina.api.ObjectKey;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A cluster as it was from one change to the next.
///
/// @param time of the cluster's clock
public record Moment(Instant time, ClusterState state) {

    /// One after each change, the oldest first; the last one is now.
    ///
    /// @param image after the last change
    /// @param changes in their order
    /// @param clock what the cluster's clock showed at a moment of real time
    public static List<Moment> of(ClusterImage image, List<Change> changes, Instant now, UnaryOperator<Instant> clock) {
        List<Moment> newestFirst = new ArrayList<>(List.of(new Moment(now, new ClusterState(image, Map.of()))));
        Map<ObjectKey, Optional<Stored>> before = new HashMap<>();
        for (int i = changes.size() - 1; i > 0; i--) {
            before.put(changes.get(i).key(), changes.get(i).before());
            newestFirst.add(new Moment(earliest(clock.apply(changes.get(i - 1).time()), now), new ClusterState(image, Map.copyOf(before))));
        }
        return newestFirst.reversed();
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
