package dev.marina.apiserver.plan;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// How many questions that need copies of clusters are answered at a time, of one cluster and of all. Whoever is too many is told to come again.
public final class CopyTurns {

    private final int ofCluster;
    private final int atOnce;
    /// Guards `running`.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, Integer> running = new HashMap<>();

    public CopyTurns(PlanBounds bounds) {
        this.ofCluster = bounds.ofCluster();
        this.atOnce = bounds.atOnce();
    }

    /// Blocks as long as the answer takes.
    public <T> T take(ClusterId cluster, Supplier<T> answer) {
        enter(cluster);
        try {
            return answer.get();
        } finally {
            leave(cluster);
        }
    }

    private void enter(ClusterId cluster) {
        lock.lock();
        try {
            if (running.getOrDefault(cluster, 0) >= ofCluster) {
                throw busy("%d plan of this cluster is being made, and no more are at a time; please try again".formatted(ofCluster));
            }
            if (running.values().stream().mapToInt(Integer::intValue).sum() >= atOnce) {
                throw busy("%d plans are being made, and no more are at a time; please try again".formatted(atOnce));
            }
            running.merge(cluster, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    private void leave(ClusterId cluster) {
        lock.lock();
        try {
            running.computeIfPresent(cluster, (_, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    private static StatusException busy(String message) {
        return new StatusException(429, "TooManyRequests", message, new StatusException.Details("", "", "", "", List.of(), 1));
    }
}
