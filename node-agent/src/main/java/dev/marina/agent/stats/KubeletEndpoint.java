package dev.marina.agent.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.model.tunnel.NodeUsage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What one node's kubelet would serve, and what the control plane asks of it.
public final class KubeletEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String node;
    private final NodeMeter meter;

    public KubeletEndpoint(String node, NodeMeter meter) {
        this.node = node;
        this.meter = meter;
    }

    /// Empty for what a kubelet serves and this does not.
    ///
    /// @param path such as `/stats/summary`
    /// @param little processors and memory only
    public Optional<byte[]> get(String path, boolean little) throws InterruptedException {
        return switch (path) {
            case "/stats/summary" -> Optional.of(json(Summary.of(node, meter.measure(), little)));
            case "/metrics" -> Optional.of(text(KubeletMetrics.of(node, meter.measure().now())));
            case "/metrics/cadvisor" -> Optional.of(text(CadvisorMetrics.of(meter.measure().now())));
            case "/metrics/resource" -> Optional.of(text(ResourceMetrics.of(meter.measure().now())));
            default -> Optional.empty();
        };
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
