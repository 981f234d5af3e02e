package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a pod ends that is not at fault: the condition `DisruptionTarget`, by which a Job's failure policy tells it from one that has failed.
/// https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
///
/// @param reason one of upstream's, such as `DeletionByTaintManager`
public record PodDisruption(String reason, String message) {

    private static final String TYPE = "DisruptionTarget";

    /// The pod, as its status then says.
    public Pod on(Pod pod, Instant now) {
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus() == null ? List.of() : pod.getStatus().getConditions());
        Optional<String> since = conditions.stream().filter(each -> each.getType().equals(TYPE) && each.getStatus().equals("True")).findFirst()
                .map(PodCondition::getLastTransitionTime);
        conditions.removeIf(each -> each.getType().equals(TYPE));
        conditions.add(new PodConditionBuilder().withType(TYPE).withStatus("True").withReason(reason).withMessage(message)
                .withLastTransitionTime(since.orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString())).build());
        return new PodBuilder(pod).editOrNewStatus().withConditions(conditions).endStatus().build();
    }

    /// Says so on the pod, and deletes it with its own grace.
    public void end(Turn turn, Pod pod) {
        turn.writes().delete(Types.PODS, turn.writes().updateStatus(Types.PODS, on(pod, turn.now())));
    }
}
