package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.api.time.ClusterTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The time in each cluster: real time, unless the cluster's Clock says otherwise, and it never goes back. Controllers take
/// timestamps and deadlines from it; leases and heartbeats of real nodes use real time.
public final class ClusterClock {

    private final Clock real;
    /// Only of clusters whose clock somebody has changed.
    private final Map<ClusterId, ClusterTime> changed = new ConcurrentHashMap<>();
    /// The latest time shown, for those only; guarded by the map's own atomicity.
    private final Map<ClusterId, Instant> shown = new ConcurrentHashMap<>();

    public ClusterClock(Clock real) {
        this.real = real;
    }

    public Instant now(ClusterId cluster) {
        ClusterTime time = changed.get(cluster);
        Instant now = time == null ? real.instant() : time.at(real.instant());
        return time == null ? now : shown.merge(cluster, now, (before, after) -> after.isAfter(before) ? after : before);
    }

    /// Answers whether this is a change.
    boolean set(ClusterId cluster, Optional<ClusterTime> time) {
        return !time.equals(Optional.ofNullable(time.isPresent() ? changed.put(cluster, time.get()) : changed.remove(cluster)));
    }

    /// How long to wait in real time until so much has passed in the cluster.
    Duration real(ClusterId cluster, Duration inCluster) {
        ClusterTime time = changed.get(cluster);
        return time == null ? inCluster : time.real(inCluster);
    }

    public Instant realNow() {
        return real.instant();
    }

    /// The cluster has left this process: its Clock says what time it is when it comes back.
    void forget(ClusterId cluster) {
        changed.remove(cluster);
        shown.remove(cluster);
    }
}
