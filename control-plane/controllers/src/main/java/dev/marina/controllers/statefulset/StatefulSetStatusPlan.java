package dev.marina.controllers.statefulset;

import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// What the status of a stateful set should say.
final class StatefulSetStatusPlan {

    private StatefulSetStatusPlan() {}

    static StatefulSetStatus of(StatefulSet set, List<Pod> pods, String current, String update, int collisions, Instant now) {
        int replicas = pods.size();
        int ready = count(pods, Identity::runsReady);
        int updated = count(pods, pod -> !PodState.terminating(pod) && Identity.revision(pod).equals(update));
        int wanted = Identity.replicas(set);
        boolean rolls = set.getSpec().getUpdateStrategy() == null || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        boolean done = rolls && updated == wanted && ready == wanted && replicas == wanted;
        return new StatefulSetStatusBuilder()
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(replicas)
                .withReadyReplicas(orNull(ready))
                .withAvailableReplicas(count(pods, pod -> Identity.available(set, pod, now)))
                .withCurrentReplicas(orNull(done ? updated : count(pods, pod -> !PodState.terminating(pod) && Identity.revision(pod).equals(current))))
                .withUpdatedReplicas(orNull(updated))
                .withCurrentRevision(done ? update : current).withUpdateRevision(update).withCollisionCount(collisions)
                .withConditions(set.getStatus() == null ? List.of() : set.getStatus().getConditions())
                .build();
    }

    private static int count(List<Pod> pods, Predicate<Pod> which) {
        return (int) pods.stream().filter(which).count();
    }

    private static Integer orNull(int number) {
        return number == 0 ? null : number;
    }
}
