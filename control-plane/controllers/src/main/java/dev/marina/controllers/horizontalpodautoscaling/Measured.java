package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.Quantities;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.horizontalpodautoscaling.PodMetrics.NoMetrics;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// What one metric asks for: replica_calculator.go of pkg/controller/podautoscaler for resources of pods and of their containers.
///
/// @param replicas proposed
/// @param utilization in percent of what the pods request, null for raw values
/// @param average milli-units for each pod
/// @param name such as `cpu resource utilization (percentage of request)`
record Measured(int replicas, Integer utilization, long average, String name) {

    private static final double PERCENT = 100.0;
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    /// How the ratio of seen and wanted decides.
    ///
    /// @param up by how much it may be exceeded, 0.1 for a tenth
    record Tolerance(double up, double down) {
        boolean holds(double ratio) {
            return ratio >= 1 - down && ratio <= 1 + up;
        }
    }

    static Measured of(MetricSpec metric, List<Pod> all, int current, Tolerance tolerance, PodMetrics metrics, Snapshot snapshot) {
        List<Pod> pods = all.stream().filter(PodState::active).toList();
        Map<String, Long> values = metrics.measure(metric, pods, snapshot);
        List<Pod> ready = pods.stream().filter(pod -> PodState.ready(pod) && values.containsKey(pod.getMetadata().getName())).toList();
        if (ready.isEmpty()) {
            throw new NoMetrics("did not receive metrics for targeted pods (pods might be unready)");
        }
        MetricTarget target = target(metric);
        boolean utilization = target.getAverageUtilization() != null;
        long wanted = utilization
                ? Math.max(1, average(ready, pod -> requested(pod, metric)) * target.getAverageUtilization() / 100)
                : milli(target.getAverageValue());
        long seen = average(ready, pod -> values.get(pod.getMetadata().getName()));
        double ratio = (double) seen / wanted;
        List<Pod> missing = pods.stream().filter(pod -> PodState.ready(pod) && !values.containsKey(pod.getMetadata().getName())).toList();
        long unready = pods.stream().filter(pod -> !PodState.ready(pod)).count();
        int replicas = proposed(ratio, current, ready.size(), missing.size(), unready, tolerance);
        Integer percent = utilization ? (int) Math.round(seen * PERCENT / Math.max(1, average(ready, pod -> requested(pod, metric)))) : null;
        return new Measured(replicas, percent, seen, name(metric, utilization));
    }

    /// Those of which nothing is known are taken for idle when the set would grow, and for busy when it would shrink.
    private static int proposed(double ratio, int current, int measured, int missing, long unready, Tolerance tolerance) {
        if (missing == 0 && (unready == 0 || ratio <= 1)) {
            return tolerance.holds(ratio) ? current : (int) Math.ceil(ratio * measured);
        }
        long counted = measured + missing + (ratio > 1 ? unready : 0);
        double total = ratio * measured + (ratio < 1 ? missing : 0);
        double assumed = total / counted;
        boolean turned = ratio < 1 && assumed > 1 || ratio > 1 && assumed < 1;
        int replicas = (int) Math.ceil(assumed * counted);
        boolean against = assumed < 1 && replicas > current || assumed > 1 && replicas < current;
        return tolerance.holds(assumed) || turned || against ? current : replicas;
    }

    static MetricTarget target(MetricSpec metric) {
        return switch (metric.getType()) {
            case "Resource" -> metric.getResource().getTarget();
            case "ContainerResource" -> metric.getContainerResource().getTarget();
            case "Pods" -> metric.getPods().getTarget();
            case "Object" -> metric.getObject().getTarget();
            default -> metric.getExternal().getTarget();
        };
    }

    static String resource(MetricSpec metric) {
        return metric.getType().equals("ContainerResource")
                ? metric.getContainerResource().getName()
                : metric.getType().equals("Resource") ? metric.getResource().getName() : "";
    }

    /// What is said of a metric that nobody serves.
    static String unserved(MetricSpec metric) {
        return switch (metric.getType()) {
            case "Resource", "ContainerResource" ->
                "unable to get metrics for resource %s: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)"
                        .formatted(resource(metric));
            case "Pods" -> "unable to get metric %s: unable to fetch metrics from custom metrics API: the server could not find the requested resource"
                    .formatted(metric.getPods().getMetric().getName());
            case "Object" -> "unable to get metric %s: unable to fetch metrics from custom metrics API: the server could not find the requested resource"
                    .formatted(metric.getObject().getMetric().getName());
            default -> "unable to get external metric %s: unable to fetch metrics from external metrics API: the server could not find the requested resource"
                    .formatted(metric.getExternal().getMetric().getName());
        };
    }

    private static String name(MetricSpec metric, boolean utilization) {
        if (metric.getType().equals("Pods")) {
            return "pods metric " + metric.getPods().getMetric().getName();
        }
        String container = metric.getType().equals("ContainerResource") ? "container " : "";
        return resource(metric) + " " + container + (utilization ? "resource utilization (percentage of request)" : "resource");
    }

    private static long requested(Pod pod, MetricSpec metric) {
        String only = metric.getType().equals("ContainerResource") ? metric.getContainerResource().getContainer() : "";
        long sum = 0;
        for (Container container : pod.getSpec().getContainers()) {
            if (!only.isEmpty() && !only.equals(container.getName())) {
                continue;
            }
            Quantity request = container.getResources() == null || container.getResources().getRequests() == null
                    ? null
                    : container.getResources().getRequests().get(resource(metric));
            if (request == null) {
                throw new NoMetrics(
                        "missing request for %s in container %s of Pod %s".formatted(resource(metric), container.getName(), pod.getMetadata().getName()));
            }
            sum += milli(request);
        }
        return sum;
    }

    static long milli(Quantity quantity) {
        return Quantities.value(quantity.toString()).multiply(MILLI).longValue();
    }

    private static long average(List<Pod> pods, java.util.function.ToLongFunction<Pod> value) {
        return pods.stream().mapToLong(value).sum() / pods.size();
    }
}
