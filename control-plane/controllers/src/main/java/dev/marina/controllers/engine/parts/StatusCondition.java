package dev.marina.controllers.engine.parts;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import java.util.Objects;

/// A condition of a status; its time stays that of the last transition.
public final class StatusCondition {

    private StatusCondition() {}

    /// @param before what the status said; null: nothing
    /// @param at now, RFC 3339
    public static Condition of(List<Condition> before, String type, boolean holds, String reason, String message, String at) {
        String status = holds ? "True" : "False";
        String since = (before == null ? List.<Condition>of() : before).stream()
                .filter(known -> known.getType().equals(type) && Objects.equals(known.getStatus(), status))
                .map(Condition::getLastTransitionTime).findFirst().orElse(at);
        return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message).withLastTransitionTime(since).build();
    }
}
