package dev.marina.controlplane.autoscaling;

import dev.marina.api.Quantities;
import dev.marina.model.NodePool;
import dev.marina.model.placement.NodeFeatures;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A node of a pool as it comes: what it bears, what it has for pods, and what it can do.
final class NodeTemplate {

    private static final long PODS = 110;
    /// What the agent keeps for the node itself: a hundred megabytes, or a twentieth of small ones.
    private static final long KEPT_BYTES = 100L << 20;
    private static final int KEPT_PART = 20;
    /// Of the standard disk; what a node of the pool really has is taken where there is one.
    private static final String DISK = "9Gi";

    private NodeTemplate() {}

    /// @param one of the pool's nodes, where there are any
    static Node of(NodePool pool, Optional<Node> one) {
        NodePool.Spec spec = pool.getSpec();
        Map<String, String> labels = new HashMap<>(Map.of("kubernetes.io/os", "linux", "marina.dev/pool", pool.getMetadata().getName()));
        one.ifPresent(node -> List.of("kubernetes.io/arch", "beta.kubernetes.io/arch", "beta.kubernetes.io/os").forEach(key -> Optional
                .ofNullable(node.getMetadata().getLabels()).map(all -> all.get(key)).ifPresent(value -> labels.put(key, value))));
        if (one.isEmpty()) {
            labels.put("kubernetes.io/arch", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
        }
        if (spec.labels() != null) {
            spec.labels().forEach(labels::putIfAbsent);
        }
        List<Taint> taints = spec.taints() == null
                ? List.of()
                : spec.taints().stream().map(taint -> new Taint(taint.effect(), taint.key(), null, taint.value())).toList();
        return new NodeBuilder().withNewMetadata().withName(pool.getMetadata().getName()).withLabels(labels).endMetadata()
                .withNewSpec().withTaints(taints).endSpec()
                .withNewStatus().withAllocatable(allocatable(spec, one)).withDeclaredFeatures(NodeFeatures.DECLARED).endStatus().build();
    }

    private static Map<String, Quantity> allocatable(NodePool.Spec spec, Optional<Node> one) {
        long memory = Quantities.value(spec.memory() == null ? "2Gi" : spec.memory()).longValue();
        Quantity disk = one.map(Node::getStatus).map(status -> status.getAllocatable()).map(all -> all.get("ephemeral-storage")).orElse(new Quantity(DISK));
        return Map.of("cpu", new Quantity(spec.cpu() == null ? "1" : spec.cpu()),
                "memory", new Quantity(Long.toString(memory - Math.min(KEPT_BYTES, memory / KEPT_PART))),
                "pods", new Quantity(Long.toString(PODS)), "ephemeral-storage", disk);
    }
}
