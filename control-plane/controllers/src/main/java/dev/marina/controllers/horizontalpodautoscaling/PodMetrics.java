package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.Snapshot;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.List;
import java.util.Map;

/// Where measurements come from.
@FunctionalInterface
interface PodMetrics {

    /// Nobody measures in this cluster: what metrics.k8s.io answers where it is not served.
    PodMetrics NONE = (metric, pods, snapshot) -> {
        throw new NoMetrics(Measured.unserved(metric));
    };

    /// Milli-units by name of pod, for those that were measured.
    Map<String, Long> measure(MetricSpec metric, List<Pod> pods, Snapshot snapshot);

    /// There is no measurement, and why.
    final class NoMetrics extends RuntimeException {
        NoMetrics(String message) {
            super(message);
        }
    }
}
