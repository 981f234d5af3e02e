package dev.marina.apiserver.plan;

import java.time.Duration;

/// What one plan may cost, and how many there are at a time.
///
/// @param manifests that are applied
/// @param objects of the cluster that is copied
/// @param objectBytes of these
/// @param steps that controllers and scheduler take
/// @param changes that come of it
/// @param changedBytes of the objects that are written
/// @param time that may be spent
/// @param waits that are looked into
/// @param ofCluster plans of one cluster at a time
/// @param atOnce plans of this process at a time
public record PlanBounds(int manifests, int objects, long objectBytes, int steps, int changes, long changedBytes, Duration time, int waits, int ofCluster,
        int atOnce) {

    public static final PlanBounds STANDARD = new PlanBounds(200, 10_000, 16L << 20, 200_000, 5_000, 16L << 20, Duration.ofSeconds(15), 100, 1, 2);

    /// Of each of two worlds, so that both together cost what a plan does.
    public static final PlanBounds OF_A_WORLD = new PlanBounds(100, 5_000, 8L << 20, 100_000, 2_500, 8L << 20, Duration.ofSeconds(15), 50, 1, 2);
}
