package dev.marina.controllers.backup;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// One condition that says how an object stands; its time stays that of the last transition.
final class Conditions {

    private Conditions() {}

    static List<Condition> of(String type, List<Condition> before, boolean holds, String reason, String message, Instant now) {
        String status = holds ? "True" : "False";
        String since = (before == null ? List.<Condition>of() : before).stream()
                .filter(condition -> condition.getType().equals(type) && condition.getStatus().equals(status))
                .map(Condition::getLastTransitionTime).findFirst().orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return List.of(new ConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withLastTransitionTime(since).build());
    }
}
