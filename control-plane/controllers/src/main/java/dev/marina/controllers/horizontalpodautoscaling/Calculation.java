package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.Quantities;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import dev.marina.controllers.horizontalpodautoscaling.Metrics.Sample;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatusBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// How many replicas a metric asks for. pkg/controller/podautoscaler/replica_calculator.go
///
/// @param pods all that the target's selector takes
record Calculation(ClusterKey autoscaler, Target target, List<Pod> pods, Tolerance tolerance, Metrics metrics, Instant now) {

    private static final int FULL = 100;

    /// @param status what was seen of the metric
    record Measured(int replicas, MetricStatus status) {}

    /// Throws [NoMetrics] when it cannot be said.
    Measured of(MetricSpec metric) {
        MetricText text = new MetricText(metric);
        boolean average = text.target().getAverageValue() != null;
        return switch (metric.getType()) {
            case "Resource", "ContainerResource" -> average ? byValue(text) : byUtilization(text);
            case "Pods" -> byValue(text);
            default -> average ? byShare(text) : byWhole(text);
        };
    }

    private Measured byUtilization(MetricText text) {
        PodGroups groups = groups(text);
        Map<String, Long> requests = Requests.of(pods, text.resource(), text.container());
        int wanted = text.target().getAverageUtilization();
        int busy = Math.max(FULL, wanted);
        int replicas = proposed(groups, values -> (double) utilization(values, requests) / wanted, pod -> requests.get(pod) * busy / FULL);
        return measured(text, replicas, new MetricValueStatusBuilder().withAverageUtilization((int) utilization(groups.measured(), requests))
                .withAverageValue(quantity(text, average(groups.measured()))).build());
    }

    private static long utilization(Map<String, Long> values, Map<String, Long> requests) {
        long requested = values.keySet().stream().mapToLong(requests::get).sum();
        if (requested == 0) {
            throw new NoMetrics("no metrics returned matched known pods");
        }
        return sum(values) * FULL / requested;
    }

    private Measured byValue(MetricText text) {
        PodGroups groups = groups(text);
        long wanted = Requests.milli(text.target().getAverageValue());
        int replicas = proposed(groups, values -> (double) average(values) / wanted, _ -> wanted);
        return measured(text, replicas, new MetricValueStatusBuilder().withAverageValue(quantity(text, average(groups.measured()))).build());
    }

    private PodGroups groups(MetricText text) {
        Map<String, Sample> samples = read(text, () -> metrics.perPod(autoscaler, text.metric(), target.selector().orElseThrow()));
        requirePods();
        PodGroups groups = PodGroups.of(pods, samples, text.resource().equals("cpu"), now);
        if (groups.measured().isEmpty()) {
            throw new NoMetrics("did not receive metrics for targeted pods (pods might be unready)");
        }
        return groups;
    }

    /// Those of which nothing is known are taken for idle when the set would grow, and for busy when it would shrink.
    ///
    /// @param ratio of what is seen to what is wanted
    /// @param busy what a pod is taken for
    private int proposed(PodGroups groups, ToDoubleFunction<Map<String, Long>> ratio, ToLongFunction<String> busy) {
        double seen = ratio.applyAsDouble(groups.measured());
        boolean growsBesideUnready = seen > 1 && !groups.unready().isEmpty();
        if (!growsBesideUnready && groups.missing().isEmpty()) {
            return tolerance.holds(seen) ? target.replicas() : (int) Math.ceil(seen * groups.measured().size());
        }
        Map<String, Long> values = new HashMap<>(groups.measured());
        if (seen < 1) {
            groups.missing().forEach(pod -> values.put(pod, busy.applyAsLong(pod)));
        } else if (seen > 1) {
            groups.missing().forEach(pod -> values.put(pod, 0L));
            groups.unready().forEach(pod -> values.put(pod, 0L));
        }
        double assumed = ratio.applyAsDouble(values);
        boolean turned = seen < 1 && assumed > 1 || seen > 1 && assumed < 1;
        int replicas = (int) Math.ceil(assumed * values.size());
        boolean against = assumed < 1 && replicas > target.replicas() || assumed > 1 && replicas < target.replicas();
        return tolerance.holds(assumed) || turned || against ? target.replicas() : replicas;
    }

    /// One value for all, of which each that is ready has its part.
    private Measured byWhole(MetricText text) {
        long seen = read(text, () -> metrics.whole(autoscaler, text.metric()));
        double ratio = (double) seen / Requests.milli(text.target().getValue());
        MetricValueStatus status = new MetricValueStatusBuilder().withValue(quantity(text, seen)).build();
        if (tolerance.holds(ratio)) {
            return measured(text, target.replicas(), status);
        }
        requirePods();
        long ready = pods.stream().filter(pod -> PodState.phase(pod).equals("Running") && PodState.ready(pod)).count();
        return measured(text, (int) Math.ceil(ratio * ready), status);
    }

    /// One value for all, and how much of it each replica is to have.
    private Measured byShare(MetricText text) {
        long seen = read(text, () -> metrics.whole(autoscaler, text.metric()));
        long wanted = Requests.milli(text.target().getAverageValue());
        boolean fits = tolerance.holds((double) seen / ((double) wanted * target.existing()));
        long share = (long) Math.ceil((double) seen / Math.max(1, target.existing()));
        return measured(text, fits ? target.existing() : (int) Math.ceil((double) seen / wanted),
                new MetricValueStatusBuilder().withAverageValue(quantity(text, share)).build());
    }

    private <T> T read(MetricText text, Supplier<T> source) {
        try {
            return source.get();
        } catch (NoMetrics e) {
            throw new NoMetrics(text.unread(target.namespace()) + e.getMessage());
        }
    }

    private void requirePods() {
        if (pods.isEmpty()) {
            throw new NoMetrics("no pods returned by selector while calculating replica count");
        }
    }

    private static long average(Map<String, Long> values) {
        return sum(values) / values.size();
    }

    private static long sum(Map<String, Long> values) {
        return values.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Memory is shown as `100Mi`, the rest as `250m`.
    private static Quantity quantity(MetricText text, long milli) {
        return Quantity.parse(Quantities.canonical(text.resource().equals("memory")
                ? BigDecimal.valueOf(milli).divide(BigDecimal.valueOf(1_024_000)).toPlainString() + "Ki"
                : milli + "m"));
    }

    private static Measured measured(MetricText text, int replicas, MetricValueStatus current) {
        MetricSpec metric = text.metric();
        MetricStatusBuilder status = new MetricStatusBuilder().withType(metric.getType());
        return new Measured(replicas, switch (metric.getType()) {
            case "Resource" -> status.withNewResource().withName(text.resource()).withCurrent(current).endResource().build();
            case "ContainerResource" -> status.withNewContainerResource().withName(text.resource()).withContainer(text.container()).withCurrent(current)
                    .endContainerResource().build();
            case "Pods" -> status.withNewPods().withMetric(metric.getPods().getMetric()).withCurrent(current).endPods().build();
            case "Object" -> status.withNewObject().withDescribedObject(metric.getObject().getDescribedObject()).withMetric(metric.getObject().getMetric())
                    .withCurrent(current).endObject().build();
            default -> status.withNewExternal().withMetric(metric.getExternal().getMetric()).withCurrent(current).endExternal().build();
        });
    }
}
