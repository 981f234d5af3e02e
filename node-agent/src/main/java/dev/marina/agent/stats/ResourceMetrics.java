package dev.marina.agent.stats;

import dev.marina.agent.cgroup.GroupUsage;
import dev.marina.agent.stats.PrometheusText.Family;
import dev.marina.agent.stats.Sample.ContainerSample;
import dev.marina.agent.stats.Sample.PodSample;
import java.time.Instant;
import java.util.function.ToDoubleFunction;

/// `/metrics/resource`: processor and memory of containers, pods and the node. pkg/kubelet/metrics/collectors/resource_metrics.go
final class ResourceMetrics {

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final PrometheusText text = new PrometheusText();
    private final Sample sample;

    private ResourceMetrics(Sample sample) {
        this.sample = sample;
    }

    static String of(Sample sample) {
        return new ResourceMetrics(sample).write();
    }

    private String write() {
        containers(text.counter("container_cpu_usage_seconds_total", "[STABLE] Cumulative cpu time consumed by the container in core-seconds"),
                container -> seconds(container.usage()));
        containers(text.gauge("container_memory_working_set_bytes", "[STABLE] Current working set of the container in bytes"),
                container -> container.usage().memory().workingSet());
        Family started = text.gauge("container_start_time_seconds", "[STABLE] Start time of the container since unix epoch in seconds");
        each((pod, container) -> started.add(container.state().started().toEpochMilli() / MILLIS, labels(pod, container)));
        containers(
                text.gauge("container_swap_usage_bytes", "[ALPHA] Current amount of the container swap usage in bytes. Reported only on non-windows systems"),
                container -> container.usage().memory().swap());
        node(text.counter("node_cpu_usage_seconds_total", "[STABLE] Cumulative cpu time consumed by the node in core-seconds"), ResourceMetrics::seconds);
        node(text.gauge("node_memory_working_set_bytes", "[STABLE] Current working set of the node in bytes"), usage -> usage.memory().workingSet());
        node(text.gauge("node_swap_usage_bytes", "[ALPHA] Current swap usage of the node in bytes. Reported only on non-windows systems"),
                usage -> usage.memory().swap());
        pods(text.counter("pod_cpu_usage_seconds_total", "[STABLE] Cumulative cpu time consumed by the pod in core-seconds"), ResourceMetrics::seconds);
        pods(text.gauge("pod_memory_working_set_bytes", "[STABLE] Current working set of the pod in bytes"), usage -> usage.memory().workingSet());
        pods(text.gauge("pod_swap_usage_bytes", "[ALPHA] Current amount of the pod swap usage in bytes. Reported only on non-windows systems"),
                usage -> usage.memory().swap());
        text.gauge("resource_scrape_error", "[STABLE] 1 if there was an error while getting container metrics, 0 otherwise").add(0);
        text.gauge("scrape_error", "[ALPHA] (Deprecated since 1.29.0) 1 if there was an error while getting container metrics, 0 otherwise").add(0);
        return text.toString();
    }

    private interface Each {
        void of(PodSample pod, ContainerSample container);
    }

    private void each(Each action) {
        sample.pods().forEach(pod -> pod.containers().forEach(container -> action.of(pod, container)));
    }

    private void containers(Family family, ToDoubleFunction<ContainerSample> value) {
        each((pod, container) -> family.add(value.applyAsDouble(container), at(), labels(pod, container)));
    }

    private void pods(Family family, ToDoubleFunction<GroupUsage> value) {
        sample.pods().forEach(pod -> pod.whole()
                .ifPresent(usage -> family.add(value.applyAsDouble(usage), at(), "namespace", pod.pod().namespace(), "pod", pod.pod().name())));
    }

    private void node(Family family, ToDoubleFunction<GroupUsage> value) {
        sample.whole().ifPresent(usage -> family.add(value.applyAsDouble(usage), at()));
    }

    private Instant at() {
        return sample.at();
    }

    private static String[] labels(PodSample pod, ContainerSample container) {
        return new String[] {"container", container.state().name(), "namespace", pod.pod().namespace(), "pod", pod.pod().name()};
    }

    private static double seconds(GroupUsage usage) {
        return usage.cpu().nanos() / NANOS;
    }
}
