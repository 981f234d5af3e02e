package dev.marina.controllers.platform;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The condition `Ready`.
final class Ready {

    private Ready() {}

    /// The time stays that of the last transition.
    static List<Condition> condition(List<Condition> before, boolean ready, String reason, String message, Instant now) {
        String status = ready ? "True" : "False";
        String since = (before == null ? List.<Condition>of() : before).stream()
                .filter(condition -> condition.getType().equals("Ready") && condition.getStatus().equals(status))
                .map(Condition::getLastTransitionTime).findFirst().orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return List.of(new ConditionBuilder().withType("Ready").withStatus(status).withReason(reason).withMessage(message)
                .withLastTransitionTime(since).build());
    }
}
