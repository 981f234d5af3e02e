package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The time in each cluster: real time, unless the cluster was moved ahead, and it never goes back. Controllers take
/// timestamps and deadlines from it; leases and heartbeats of real nodes use real time.
public final class ClusterClock {

    private final Clock real;
    private final Map<ClusterId, Duration> ahead = new ConcurrentHashMap<>();
    /// The latest time shown, only for clusters that were moved; guarded by the map's own atomicity.
    private final Map<ClusterId, Instant> shown = new ConcurrentHashMap<>();

    public ClusterClock(Clock real) {
        this.real = real;
    }

    public Instant now(ClusterId cluster) {
        Duration offset = ahead.get(cluster);
        Instant now = offset == null ? real.instant() : real.instant().plus(offset);
        return offset == null ? now : shown.merge(cluster, now, (before, after) -> after.isAfter(before) ? after : before);
    }

    /// Moves the cluster's time ahead; a negative duration is refused.
    public void advance(ClusterId cluster, Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("the clock of cluster %s would go back by %s".formatted(cluster, by.negated()));
        }
        ahead.merge(cluster, by, Duration::plus);
    }

    public Instant realNow() {
        return real.instant();
    }

    void forget(ClusterId cluster) {
        ahead.remove(cluster);
        shown.remove(cluster);
    }
}
