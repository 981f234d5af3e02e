package dev.marina.controllers.replicaset;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which pods go first when there are too many, as upstream ranks them: those that cost their users least.
final class DeletionOrder {

    static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private DeletionOrder() {}

    /// @param related pods of all replica sets of the same owner; a node that has more of them is relieved first
    static List<Pod> of(List<Pod> pods, List<Pod> related) {
        Map<String, Integer> onNode = new HashMap<>();
        related.stream().filter(PodState::active).forEach(pod -> onNode.merge(PodState.nodeName(pod), 1, Integer::sum));
        return pods.stream().sorted(Comparator
                .<Pod>comparingInt(pod -> PodState.nodeName(pod).isEmpty() ? 0 : 1)
                .thenComparingInt(pod -> List.of("Pending", "Unknown", "Running").indexOf(PodState.phase(pod)))
                .thenComparing(PodState::ready)
                .thenComparingInt(DeletionOrder::cost)
                .thenComparing(Comparator.<Pod>comparingInt(pod -> onNode.getOrDefault(PodState.nodeName(pod), 0)).reversed())
                .thenComparing(pod -> PodState.readySince(pod).orElse(Instant.MIN), Comparator.reverseOrder())
                .thenComparing(Comparator.comparingInt(DeletionOrder::restarts).reversed())
                .thenComparing(pod -> created(pod), Comparator.reverseOrder())
                .thenComparing(pod -> pod.getMetadata().getName())).toList();
    }

    private static int cost(Pod pod) {
        try {
            return pod.getMetadata().getAnnotations() == null ? 0 : Integer.parseInt(pod.getMetadata().getAnnotations().getOrDefault(COST, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(container -> container.getRestartCount() == null ? 0 : container.getRestartCount()).max().orElse(0);
    }

    private static Instant created(Pod pod) {
        return pod.getMetadata().getCreationTimestamp() == null ? Instant.MAX : Instant.parse(pod.getMetadata().getCreationTimestamp());
    }
}
