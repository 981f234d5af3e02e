package dev.marina.agent.stats;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.Terminations;
import dev.marina.agent.stats.PrometheusText.Family;
import dev.marina.agent.stats.Sample.VolumeSample;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// `/metrics`: what a kubelet says of its node. Of the agent itself, which has the nodes of many, it says nothing.
/// pkg/kubelet/metrics/metrics.go, pkg/kubelet/metrics/collectors/volume_stats.go
final class KubeletMetrics {

    private final PrometheusText text = new PrometheusText();
    private final Sample sample;
    private final Terminations terminations;

    private KubeletMetrics(Sample sample, Terminations terminations) {
        this.sample = sample;
        this.terminations = terminations;
    }

    static String of(String node, Sample sample, Terminations terminations) {
        return new KubeletMetrics(sample, terminations).write(node);
    }

    private String write(String node) {
        text.gauge("kubelet_node_name", "[ALPHA] The node's name. The count is always 1.").add(1, "node", node);
        Family containers = text.gauge("kubelet_running_containers", "[ALPHA] Number of containers currently running");
        for (ContainerState.Phase phase : ContainerState.Phase.values()) {
            containers.add(sample.containers().getOrDefault(phase, 0L), "container_state", phase.name().toLowerCase(Locale.ROOT));
        }
        text.gauge("kubelet_running_pods", "[ALPHA] Number of pods that have a running pod sandbox").add(sample.pods().size());
        Family ended = text.counter("kubelet_terminated_containers_total", "[ALPHA] Cumulative number of container terminations.");
        terminations.counts().forEach(count -> ended.add(count.times(), "container_type", type(count.ending().kind()), "exit_code",
                Integer.toString(count.ending().exitCode()), "reason", count.ending().reason()));
        volumes("available_bytes", "Number of available bytes in the volume", VolumeSample::available);
        volumes("capacity_bytes", "Capacity in bytes of the volume", VolumeSample::capacity);
        volumes("used_bytes", "Number of used bytes in the volume", VolumeSample::used);
        return text.toString();
    }

    private static String type(ContainerKind kind) {
        return switch (kind) {
            case MAIN -> "container";
            case INIT, SIDECAR -> "init_container";
            case EPHEMERAL -> "ephemeral_container";
        };
    }

    /// Once for each claim, however many pods have it.
    private void volumes(String what, String help, ToDoubleFunction<VolumeSample> value) {
        Family family = text.gauge("kubelet_volume_stats_" + what, "[ALPHA] " + help);
        Map<Claim, VolumeSample> claims = new LinkedHashMap<>();
        sample.pods().forEach(pod -> pod.volumes().forEach(volume -> claims.putIfAbsent(new Claim(pod.pod().namespace(), volume.claim()), volume)));
        claims.forEach((claim, volume) -> family.add(value.applyAsDouble(volume), "namespace", claim.namespace, "persistentvolumeclaim", claim.name));
    }

    private record Claim(String namespace, String name) {}
}
