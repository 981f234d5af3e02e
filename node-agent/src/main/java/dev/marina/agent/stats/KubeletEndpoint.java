package dev.marina.agent.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.Terminations;
import dev.marina.model.tunnel.NodeUsage;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What one node's kubelet would serve, and what the control plane asks of it.
public final class KubeletEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String node;
    private final NodeMeter meter;
    private final Terminations terminations;
    private final Supplier<List<Pod>> pods;
    private final Function<List<Pod>, List<ContainerState>> containers;

    /// @param pods that the node knows of
    /// @param containers theirs
    /// @param terminations of those that have been
    public KubeletEndpoint(String node, NodeMeter meter, Terminations terminations, Supplier<List<Pod>> pods,
            Function<List<Pod>, List<ContainerState>> containers) {
        this.node = node;
        this.meter = meter;
        this.terminations = terminations;
        this.pods = pods;
        this.containers = containers;
    }

    /// Empty for what a kubelet serves and this does not. Throws [TooLarge] where the answer would be more than is passed on.
    ///
    /// @param path such as `/stats/summary`
    /// @param little processors and memory only
    public Optional<byte[]> get(String path, boolean little) throws InterruptedException {
        return switch (path) {
            case "/stats/summary" -> Optional.of(json(Summary.of(node, meter.measure(), little)));
            case "/metrics" -> Optional.of(text(KubeletMetrics.of(node, meter.measure().now(), terminations)));
            case "/metrics/cadvisor" -> Optional.of(text(CadvisorMetrics.of(meter.measure().now())));
            case "/metrics/resource" -> Optional.of(text(ResourceMetrics.of(meter.measure().now())));
            case "/healthz" -> Optional.of(text("ok"));
            case "/pods" -> Optional.of(PodLists.of(pods.get()));
            case "/runningpods/" -> Optional.of(PodLists.of(PodLists.running(containers.apply(pods.get()))));
            default -> Optional.empty();
        };
    }

    /// What would be answered is more than is passed on.
    public static final class TooLarge extends RuntimeException {
        TooLarge(String message) {
            super(message);
        }
    }

    /// A [NodeUsage].
    public byte[] usage() throws InterruptedException {
        return json(Rates.of(meter.measure()));
    }

    private static byte[] text(String metrics) {
        return metrics.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("figures could not be written", failure);
        }
    }
}
