package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.horizontalpodautoscaling.PodMetrics.NoMetrics;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What all metrics together ask for: the largest of their proposals. A metric that is missing may keep a set from shrinking, not
/// from growing.
///
/// @param replicas empty when nothing can be said
/// @param metric by which, such as `cpu resource utilization (percentage of request)`
/// @param seen for the status
/// @param failures of the metrics that could not be had
record Recommendation(Optional<Integer> replicas, String metric, List<MetricStatus> seen, List<Failure> failures, int metrics) {

    /// @param reason such as FailedGetResourceMetric
    /// @param message with the metric's name before it
    record Failure(String reason, String message) {}

    static Recommendation of(HorizontalPodAutoscaler autoscaler, List<Pod> pods, int current, Measured.Tolerance tolerance, PodMetrics metrics,
            Snapshot snapshot) {
        List<MetricStatus> seen = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        Optional<Measured> largest = Optional.empty();
        for (MetricSpec metric : autoscaler.getSpec().getMetrics()) {
            try {
                Measured measured = Measured.of(metric, pods, current, tolerance, metrics, snapshot);
                seen.add(status(metric, measured));
                largest = largest.filter(other -> other.replicas() >= measured.replicas()).or(() -> Optional.of(measured));
            } catch (NoMetrics e) {
                failures.add(new Failure(reason(metric), what(metric) + e.getMessage()));
            }
        }
        boolean shrinks = largest.filter(measured -> measured.replicas() < current).isPresent();
        boolean unknown = largest.isEmpty() || !failures.isEmpty() && shrinks;
        return new Recommendation(unknown ? Optional.empty() : largest.map(Measured::replicas), largest.map(Measured::name).orElse(""), seen, failures,
                autoscaler.getSpec().getMetrics().size());
    }

    /// The whole story, for an event.
    String failure() {
        return "invalid metrics (%d invalid out of %d), first error is: %s".formatted(failures.size(), metrics, failures.getFirst().message());
    }

    private static String reason(MetricSpec metric) {
        return "FailedGet" + metric.getType() + "Metric";
    }

    private static String what(MetricSpec metric) {
        boolean utilization = Measured.target(metric).getAverageUtilization() != null;
        return switch (metric.getType()) {
            case "Resource" -> "failed to get %s %s: ".formatted(Measured.resource(metric), utilization ? "utilization" : "usage");
            case "ContainerResource" -> "failed to get %s container metric value: ".formatted(Measured.resource(metric));
            case "Pods" -> "failed to get pods metric value: ";
            case "Object" -> "failed to get object metric value: ";
            default -> "failed to get %s external metric: ".formatted(metric.getExternal().getMetric().getName());
        };
    }

    private static MetricStatus status(MetricSpec metric, Measured measured) {
        MetricValueStatus value = new MetricValueStatusBuilder().withAverageUtilization(measured.utilization())
                .withAverageValue(new Quantity(measured.average() + "m")).build();
        MetricStatusBuilder status = new MetricStatusBuilder().withType(metric.getType());
        return switch (metric.getType()) {
            case "Resource" -> status.withNewResource().withName(metric.getResource().getName()).withCurrent(value).endResource().build();
            case "ContainerResource" -> status.withNewContainerResource().withName(metric.getContainerResource().getName())
                    .withContainer(metric.getContainerResource().getContainer()).withCurrent(value).endContainerResource().build();
            default -> status.withNewPods().withMetric(metric.getPods().getMetric()).withCurrent(value).endPods().build();
        };
    }
}
