package dev.marina.apiserver.discovery;

import dev.marina.api.ClusterId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// How often each check of each cluster was asked for and what came of it, for `/metrics/slis`; of the clusters that were asked about last. One cluster is
/// told nothing of how often others are asked about. component-base's metrics/prometheus/slis
///
/// @see <a href="https://kubernetes.io/docs/reference/instrumentation/slis/">Service level indicator metrics</a>
final class HealthCounts {

    private static final int MOST_CLUSTERS = 10_000;

    /// @param root `healthz`, `livez` or `readyz`
    private record Check(String name, String root) implements Comparable<Check> {
        @Override
        public int compareTo(Check other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : root.compareTo(other.root);
        }
    }

    private static final class Count {
        private boolean last;
        private long successes;
        private long errors;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ClusterId, Map<Check, Count>> clusters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ClusterId, Map<Check, Count>> eldest) {
            return size() > MOST_CLUSTERS;
        }
    };

    /// @param results by check
    void count(ClusterId cluster, String root, Map<String, Boolean> results) {
        lock.lock();
        try {
            Map<Check, Count> counts = clusters.computeIfAbsent(cluster, _ -> new TreeMap<>());
            results.forEach((check, passed) -> {
                Count count = counts.computeIfAbsent(new Check(check, root), _ -> new Count());
                count.last = passed;
                if (passed) {
                    count.successes++;
                } else {
                    count.errors++;
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /// In Prometheus' text format.
    String metrics(ClusterId cluster) {
        StringBuilder now = new StringBuilder("# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.\n"
                + "# TYPE kubernetes_healthcheck gauge\n");
        StringBuilder total = new StringBuilder("# HELP kubernetes_healthchecks_total [STABLE] This metric records the results of all healthcheck.\n"
                + "# TYPE kubernetes_healthchecks_total counter\n");
        lock.lock();
        try {
            clusters.getOrDefault(cluster, Map.of()).forEach((check, count) -> {
                now.append("kubernetes_healthcheck{name=\"%s\",type=\"%s\"} %d\n".formatted(check.name(), check.root(), count.last ? 1 : 0));
                if (count.errors > 0) {
                    total.append(
                            "kubernetes_healthchecks_total{name=\"%s\",status=\"error\",type=\"%s\"} %d\n".formatted(check.name(), check.root(), count.errors));
                }
                if (count.successes > 0) {
                    total.append("kubernetes_healthchecks_total{name=\"%s\",status=\"success\",type=\"%s\"} %d\n".formatted(check.name(), check.root(),
                            count.successes));
                }
            });
        } finally {
            lock.unlock();
        }
        return now.append(total).toString();
    }
}
