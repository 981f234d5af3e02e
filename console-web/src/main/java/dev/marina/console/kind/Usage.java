package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/// What processors and memory are used at one moment, by name: of a pod's containers, a workload's pods, a node.
///
/// @param cores and bytes each a number by name
record Usage(Instant time, ObjectNode cores, ObjectNode bytes) {

    private static final int MOST_LINES = 12;

    /// Where the figures of an object are, below the cluster's API; empty for kinds that use nothing by themselves.
    static Optional<String> path(KindRef kind, JsonNode object) {
        String root = "/apis/metrics.k8s.io/v1beta1/";
        String namespace = object.at("/metadata/namespace").asText();
        String name = object.at("/metadata/name").asText();
        return switch (kind.group() + "/" + kind.plural()) {
            case "/nodes" -> Optional.of(root + "nodes/" + name);
            case "/pods" -> Optional.of(root + "namespaces/%s/pods/%s".formatted(namespace, name));
            case "apps/deployments", "apps/statefulsets", "apps/daemonsets", "apps/replicasets", "batch/jobs" -> {
                String labels = object.at("/spec/selector/matchLabels").properties().stream().map(label -> label.getKey() + "=" + label.getValue().asText())
                        .collect(Collectors.joining(","));
                yield labels.isEmpty()
                        ? Optional.empty()
                        : Optional.of(root + "namespaces/%s/pods?labelSelector=%s".formatted(namespace, URLEncoder.encode(labels, StandardCharsets.UTF_8)));
            }
            default -> Optional.empty();
        };
    }

    /// @param read a PodMetrics, a NodeMetrics or a list of them
    static Usage of(JsonNode read, Instant time) {
        Usage usage = new Usage(time, JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode());
        if (read.has("items")) {
            read.path("items").forEach(pod -> usage.add(pod.at("/metadata/name").asText(), pod.path("containers")));
        } else if (read.has("containers")) {
            read.path("containers").forEach(container -> usage.add(container.path("name").asText(), JsonNodeFactory.instance.arrayNode().add(container)));
        } else {
            usage.add(read.at("/metadata/name").asText(), JsonNodeFactory.instance.arrayNode().add(read));
        }
        return usage;
    }

    private void add(String name, JsonNode parts) {
        if (cores.size() >= MOST_LINES) {
            return;
        }
        BigDecimal cpu = BigDecimal.ZERO;
        BigDecimal memory = BigDecimal.ZERO;
        for (JsonNode part : parts) {
            cpu = cpu.add(amount(part.at("/usage/cpu").asText("0")));
            memory = memory.add(amount(part.at("/usage/memory").asText("0")));
        }
        cores.put(name, cpu.doubleValue());
        bytes.put(name, memory.doubleValue());
    }

    private static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(new Quantity(quantity));
    }
}
