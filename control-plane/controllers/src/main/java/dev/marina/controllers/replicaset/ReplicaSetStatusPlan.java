package dev.marina.controllers.replicaset;

import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the status of a replica set should say.
final class ReplicaSetStatusPlan {

    private ReplicaSetStatusPlan() {}

    /// @param failure why pods could not be created or deleted, empty when all went well
    static ReplicaSetStatus of(ReplicaSet set, List<Pod> owned, Optional<Failure> failure, Instant now) {
        List<Pod> alive = owned.stream().filter(PodState::active).toList();
        Map<String, String> template = set.getSpec().getTemplate().getMetadata() == null ? Map.of() : set.getSpec().getTemplate().getMetadata().getLabels();
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        return new ReplicaSetStatusBuilder()
                .withReplicas(alive.size())
                .withFullyLabeledReplicas(count(alive.stream().filter(pod -> LabelSelection.takes(template, pod.getMetadata().getLabels())).count()))
                .withReadyReplicas(count(alive.stream().filter(PodState::ready).count()))
                .withAvailableReplicas(count(alive.stream().filter(pod -> PodState.available(pod, minReady, now)).count()))
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withConditions(conditions(set, failure, now))
                .build();
    }

    /// @param reason FailedCreate or FailedDelete
    record Failure(String reason, String message) {}

    /// Zero is left out, as upstream does.
    private static Integer count(long number) {
        return number == 0 ? null : Math.toIntExact(number);
    }

    private static List<ReplicaSetCondition> conditions(ReplicaSet set, Optional<Failure> failure, Instant now) {
        List<ReplicaSetCondition> before = set.getStatus() == null ? List.of() : set.getStatus().getConditions();
        Optional<ReplicaSetCondition> known = before.stream().filter(condition -> condition.getType().equals("ReplicaFailure")).findFirst();
        if (failure.isEmpty()) {
            return before.stream().filter(condition -> !condition.getType().equals("ReplicaFailure")).toList();
        }
        if (known.isPresent()) {
            return before;
        }
        return List.of(new ReplicaSetConditionBuilder().withType("ReplicaFailure").withStatus("True").withReason(failure.get().reason())
                .withMessage(failure.get().message()).withLastTransitionTime(now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString()).build());
    }
}
