package dev.marina.controllers.podgc;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Pods of a cluster that have ended and that nobody has removed. gcTerminated in pkg/controller/podgc/gc_controller.go
final class EndedPods {

    /// kube-controller-manager's `--terminated-pod-gc-threshold`.
    static final int MOST = 12_500;

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    /// Evicted ones first, then the oldest.
    private static final Comparator<Pod> FIRST_TO_GO = Comparator.comparing((Pod pod) -> !"Evicted".equals(pod.getStatus().getReason()))
            .thenComparing(pod -> pod.getMetadata().getCreationTimestamp()).thenComparing(pod -> pod.getMetadata().getName());

    private EndedPods() {}

    static boolean ended(Stored pod) {
        return ENDED.contains(pod.fields().selectable().getOrDefault("status.phase", ""));
    }

    /// Those that are too many.
    static List<Pod> surplus(Snapshot snapshot, int most) {
        long count = snapshot.image().list(Types.PODS.groupResource(), "").filter(EndedPods::ended).count();
        return count <= most
                ? List.of()
                : snapshot.list(Types.PODS, "").stream().filter(PodState::ended)
                        .sorted(FIRST_TO_GO).limit(count - most).toList();
    }
}
