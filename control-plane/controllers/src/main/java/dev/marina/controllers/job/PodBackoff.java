package dev.marina.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How long a new pod has to wait after others failed: ten seconds, doubled with each failure since the last success, ten
/// minutes at most.
final class PodBackoff {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 6;

    private PodBackoff() {}

    static Duration remaining(List<Pod> succeeded, List<Pod> failed, Instant now) {
        Instant success = succeeded.stream().map(JobPod::ended).max(Instant::compareTo).orElse(Instant.MIN);
        List<Instant> since = failed.stream().map(JobPod::ended).filter(ended -> ended.isAfter(success)).toList();
        return since.isEmpty() ? Duration.ZERO : after(since.size(), since.stream().max(Instant::compareTo).orElseThrow(), now);
    }

    /// @param failures at least one
    static Duration after(int failures, Instant last, Instant now) {
        Duration delay = failures > MOST_DOUBLINGS ? MOST : FIRST.multipliedBy(1L << (failures - 1));
        Duration left = Duration.between(now, last.plus(delay));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
