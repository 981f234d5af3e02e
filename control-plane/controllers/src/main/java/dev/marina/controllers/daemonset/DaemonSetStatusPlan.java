package dev.marina.controllers.daemonset;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What the status of a daemon set should say: a node counts once, by its oldest pod that is not ending.
final class DaemonSetStatusPlan {

    private DaemonSetStatusPlan() {}

    static DaemonSetStatus of(DaemonSet set, List<Node> nodes, List<Pod> pods, String hash, int collisions, Instant now) {
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        Map<String, List<Pod>> byNode = DaemonSetPlan.byNode(pods);
        int desired = 0;
        int current = 0;
        int misscheduled = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        for (Node node : nodes) {
            List<Pod> there = byNode.getOrDefault(node.getMetadata().getName(), List.of());
            if (!DaemonPod.wanted(set, node).starts()) {
                misscheduled += there.isEmpty() ? 0 : 1;
                continue;
            }
            desired++;
            if (there.isEmpty()) {
                continue;
            }
            current++;
            Pod pod = there.stream().filter(each -> !PodState.terminating(each)).findFirst().orElse(there.getFirst());
            if (PodState.ready(pod)) {
                ready++;
                available += PodState.available(pod, minReady, now) ? 1 : 0;
            }
            updated += DaemonPod.hash(pod).equals(hash) ? 1 : 0;
        }
        return new DaemonSetStatusBuilder().withObservedGeneration(set.getMetadata().getGeneration())
                .withDesiredNumberScheduled(desired).withCurrentNumberScheduled(current).withNumberMisscheduled(misscheduled).withNumberReady(ready)
                .withNumberAvailable(orNull(available)).withNumberUnavailable(orNull(desired - available)).withUpdatedNumberScheduled(orNull(updated))
                .withCollisionCount(orNull(collisions)).withConditions(set.getStatus() == null ? List.of() : set.getStatus().getConditions()).build();
    }

    private static Integer orNull(int number) {
        return number == 0 ? null : number;
    }
}
