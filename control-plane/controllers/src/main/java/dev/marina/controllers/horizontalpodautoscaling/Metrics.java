package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.ClusterKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Where measurements come from: what metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io answer, in thousandths.
interface Metrics {

    /// Nobody measures in this cluster: what is answered where these groups are not served.
    Metrics NONE = new Metrics() {
        @Override
        public Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, List<Pod> pods) {
            throw new NoMetrics(metric.getType().equals("Pods")
                    ? UNSERVED_CUSTOM
                    : "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)");
        }

        @Override
        public long whole(ClusterKey autoscaler, MetricSpec metric) {
            throw new NoMetrics(metric.getType().equals("Object")
                    ? UNSERVED_CUSTOM
                    : "unable to fetch metrics from external metrics API: the server could not find the requested resource (get %s.external.metrics.k8s.io)"
                            .formatted(metric.getExternal().getMetric().getName()));
        }
    };

    String UNSERVED_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";

    /// By name of pod, for those that were measured: a resource of the pod or of one of its containers, or a metric of its own.
    Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, List<Pod> pods);

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
