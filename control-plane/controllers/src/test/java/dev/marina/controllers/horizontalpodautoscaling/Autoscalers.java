package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Autoscalers, their metrics and pods, and what was measured of them.
final class Autoscalers {

    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final MetricSpec CPU_80 = new MetricSpecBuilder().withType("Resource").withNewResource().withName("cpu").withNewTarget().withType("Utilization")
            .withAverageUtilization(80).endTarget().endResource().build();

    /// Nobody measures.
    static final Metrics NONE = new Metrics() {
        @Override
        public Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, LabelSelector pods) {
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

    private static final String UNSERVED_CUSTOM = "unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered";
    private static final ClusterKey WEB = new ClusterKey(new ClusterId("00000000000000a1"), "default", "web");

    private Autoscalers() {}

    static HorizontalPodAutoscaler autoscaler(int least, int most, MetricSpec... metrics) {
        return new HorizontalPodAutoscalerBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withMinReplicas(least).withMaxReplicas(most).withNewScaleTargetRef("apps/v1", "Deployment", "web").withMetrics(metrics).endSpec()
                .build();
    }

    static Target target(int replicas) {
        return new Target(Types.DEPLOYMENTS.resource(), "default", "web", replicas, replicas,
                Optional.of(new LabelSelectorBuilder().withMatchLabels(Samples.WEB).build()));
    }

    static Calculation calculation(int replicas, List<Pod> pods, Metrics metrics) {
        return new Calculation(WEB, target(replicas), pods, new Tolerance(0.1, 0.1), metrics, NOON);
    }

    /// That has been at work for long, and asks for half a processor.
    static Pod pod(String name) {
        return new PodBuilder(Samples.running(Samples.pod(name), "n1", NOON.minusSeconds(3600))).editSpec().editFirstContainer().withNewResources()
                .addToRequests("cpu", new Quantity("500m")).endResources().endContainer().endSpec()
                .editStatus().withStartTime(NOON.minusSeconds(3601).toString()).endStatus().build();
    }

    /// What was measured, by hand.
    static final class Measurements implements Metrics {

        final Map<String, Long> perPod = new HashMap<>();
        long whole;

        Measurements pod(String name, long milli) {
            perPod.put(name, milli);
            return this;
        }

        Measurements whole(long milli) {
            whole = milli;
            return this;
        }

        @Override
        public Map<String, Sample> perPod(ClusterKey autoscaler, MetricSpec metric, LabelSelector pods) {
            Map<String, Sample> samples = new HashMap<>();
            perPod.forEach((name, value) -> samples.put(name, new Sample(value, NOON, Duration.ofSeconds(30))));
            return samples;
        }

        @Override
        public long whole(ClusterKey autoscaler, MetricSpec metric) {
            return whole;
        }
    }
}
