package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.ClusterKey;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Where measurements come from: what metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io answer, in thousandths.
interface Metrics {

    /// By name of pod, for those that were measured: a resource of the pod or of one of its containers, or a metric of its own.
    ///
    /// @param pods of the autoscaler's namespace
    Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, LabelSelector pods);

    /// Of the object, or the sum of the external ones that the selector takes.
    long whole(ClusterKey autoscaler, MetricSpec metric);

    /// @param window over which it was measured, until `at`
    record Sample(long value, Instant at, Duration window) {}

    /// There is no measurement, and why.
    final class NoMetrics extends RuntimeException {
        NoMetrics(String message) {
            super(message);
        }
    }
}
