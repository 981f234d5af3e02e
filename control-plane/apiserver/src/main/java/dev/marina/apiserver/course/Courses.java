package dev.marina.apiserver.course;

import dev.marina.api.ClusterId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// How the latest writes of people and workloads passed, by request: rendered, in memory, of each cluster and of all together no more bytes than they
/// may have. The oldest go first, a cluster's own before others'. Any thread may call.
public final class Courses {

    private static final int OVERHEAD = 256;

    private final long mostOfCluster;
    private final long mostOfAll;
    /// Guards what follows; held for a few steps.
    private final ReentrantLock changing = new ReentrantLock();
    /// The oldest cluster to have written first.
    private final LinkedHashMap<ClusterId, OfCluster> clusters = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private static final class OfCluster {
        private final LinkedHashMap<String, byte[]> byRequest = new LinkedHashMap<>();
        private long bytes;
    }

    public Courses(long mostOfCluster, long mostOfAll) {
        this.mostOfCluster = mostOfCluster;
        this.mostOfAll = mostOfAll;
    }

    void keep(ClusterId cluster, String request, byte[] course) {
        long size = course.length + OVERHEAD;
        if (size > mostOfCluster) {
            return;
        }
        changing.lock();
        try {
            OfCluster own = clusters.computeIfAbsent(cluster, _ -> new OfCluster());
            byte[] before = own.byRequest.put(request, course);
            add(own, size - (before == null ? 0 : before.length + OVERHEAD));
            while (own.bytes > mostOfCluster) {
                forgetOldest(own);
            }
            while (bytes > mostOfAll) {
                Map.Entry<ClusterId, OfCluster> eldest = clusters.entrySet().iterator().next();
                forgetOldest(eldest.getValue());
                if (eldest.getValue().byRequest.isEmpty()) {
                    clusters.remove(eldest.getKey());
                }
            }
        } finally {
            changing.unlock();
        }
    }

    private void forgetOldest(OfCluster own) {
        Map.Entry<String, byte[]> oldest = own.byRequest.pollFirstEntry();
        add(own, -oldest.getValue().length - OVERHEAD);
    }

    private void add(OfCluster own, long more) {
        own.bytes += more;
        bytes += more;
    }

    Optional<byte[]> find(ClusterId cluster, String request) {
        changing.lock();
        try {
            return Optional.ofNullable(clusters.getOrDefault(cluster, new OfCluster()).byRequest.get(request));
        } finally {
            changing.unlock();
        }
    }

    /// How many bytes each cluster has, for tests and figures.
    Map<ClusterId, Long> weights() {
        changing.lock();
        try {
            Map<ClusterId, Long> weights = new HashMap<>();
            clusters.forEach((cluster, own) -> weights.put(cluster, own.bytes));
            return weights;
        } finally {
            changing.unlock();
        }
    }
}
