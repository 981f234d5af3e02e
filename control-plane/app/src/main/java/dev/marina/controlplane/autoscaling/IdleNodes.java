package dev.marina.controlplane.autoscaling;

import dev.marina.api.Quantities;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.platform.DrainedPods;
import dev.marina.scheduler.NodeForecast;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Nodes that nobody would miss: with nothing on them, or with so little that it has a place on the others. What may not be moved keeps its node.
record IdleNodes(Snapshot inside, NodeForecast forecast) {

    /// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
    private static final String SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict";
    private static final BigDecimal LITTLE = new BigDecimal("0.5");

    /// @param nodes of the pool that are ready
    Set<String> of(List<Node> nodes) {
        return nodes.stream().filter(this::idle).map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
    }

    private boolean idle(Node node) {
        String name = node.getMetadata().getName();
        List<Pod> pods = inside.byField(Types.PODS, "", "spec.nodeName", name).stream().filter(DrainedPods::waitsFor).toList();
        return pods.isEmpty()
                || pods.stream().allMatch(IdleNodes::movable) && little(node, pods, "cpu") && little(node, pods, "memory") && forecast.wouldMove(pods, name);
    }

    /// Not what nobody would make anew, what says so, nor what has data on the node.
    private static boolean movable(Pod pod) {
        String said = pod.getMetadata().getAnnotations() == null ? null : pod.getMetadata().getAnnotations().get(SAFE);
        if (said != null) {
            return said.equals("true");
        }
        boolean local = pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getHostPath() != null || volume.getEmptyDir() != null
                && !"Memory".equals(volume.getEmptyDir().getMedium()));
        return Snapshot.controller(pod).isPresent() && !local;
    }

    private static boolean little(Node node, List<Pod> pods, String resource) {
        BigDecimal has = amount(Optional.ofNullable(node.getStatus()).map(status -> status.getAllocatable()).map(all -> all.get(resource)));
        BigDecimal asked = pods.stream().flatMap(pod -> pod.getSpec().getContainers().stream()).map(container -> amount(request(container, resource)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return asked.compareTo(has.multiply(LITTLE)) <= 0;
    }

    private static Optional<Quantity> request(Container container, String resource) {
        return Optional.ofNullable(container.getResources()).map(resources -> resources.getRequests()).map(requests -> requests.get(resource));
    }

    private static BigDecimal amount(Optional<Quantity> quantity) {
        return quantity.map(Quantity::toString).filter(Quantities::valid).map(Quantities::value).orElse(BigDecimal.ZERO);
    }
}
