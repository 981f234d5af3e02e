package dev.marina.api.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the clock of a cluster shows that somebody has moved, slowed or stopped: a function of real time, read from the
/// cluster's one Clock object. A cluster without it has real time.
///
/// @param since real time from which this holds
/// @param shown what the clock showed then
/// @param percent how fast it goes; 0 is stopped, 100 as fast as real time, [#FASTEST] an hour in a minute
public record ClusterTime(Instant since, Instant shown, int percent) {

    public static final GroupResource CLOCKS = new GroupResource("marina.dev", "clocks");
    /// A cluster has one clock, of this name.
    public static final String NAME = "cluster";

    /// How far ahead of real time a clock may be. Nothing that it dates is then beyond the years that clients can read.
    public static final Duration FURTHEST = Duration.ofDays(3650);
    /// What is due by the clock comes so many times as often: no more than controllers do anyway for a cluster in which much happens.
    public static final int FASTEST = 6_000;

    private static final int WHOLE = 100;
    /// How long what hangs on a stopped clock is left alone: some of it looks again for other reasons than time.
    private static final Duration LONGEST = Duration.ofHours(1);

    public static ObjectKey key(ClusterId cluster) {
        return new ObjectKey(cluster, CLOCKS, "", NAME);
    }

    /// Empty while nobody has changed the clock.
    public static Optional<ClusterTime> of(Document clock) {
        try {
            return clock.has("status", "since")
                    ? Optional.of(new ClusterTime(Instant.parse(clock.text("status", "since")), Instant.parse(clock.text("status", "shown")),
                            Math.clamp(clock.at("spec", "speedPercent").asInt(WHOLE), 0, FASTEST)))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// Never earlier than what it showed first, whatever this process's clock says. One that is as far ahead as it may be goes on with
    /// real time.
    public Instant at(Instant real) {
        Duration passed = Duration.between(since, real);
        if (passed.isNegative()) {
            return shown;
        }
        Instant now = shown.plus(passed.multipliedBy(percent).dividedBy(WHOLE));
        Instant furthest = real.plus(FURTHEST);
        return percent <= WHOLE || now.isBefore(furthest) ? now : furthest.isAfter(shown) ? furthest : shown;
    }

    /// How long to wait until so much has passed in the cluster.
    public Duration real(Duration inCluster) {
        if (percent == WHOLE || !inCluster.isPositive()) {
            return inCluster;
        }
        Duration most = inCluster.compareTo(LONGEST) > 0 ? inCluster : LONGEST;
        if (percent == 0) {
            return most;
        }
        Duration stretched = inCluster.multipliedBy(WHOLE).dividedBy(percent);
        return stretched.compareTo(most) > 0 ? most : stretched;
    }

    /// The clock's status from now on.
    public void write(ObjectNode status) {
        status.put("since", since.toString()).put("shown", shown.toString());
    }
}
