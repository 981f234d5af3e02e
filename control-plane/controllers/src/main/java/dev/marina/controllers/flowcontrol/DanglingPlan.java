package dev.marina.controllers.flowcontrol;

import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaCondition;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchemaConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a flow schema says of its level. `presyncFlowSchemaStatus` in apiserver's pkg/util/flowcontrol/apf_controller.go
final class DanglingPlan {

    private static final String TYPE = "Dangling";

    private DanglingPlan() {}

    /// The conditions as they are to be; the same ones where they say so already.
    static List<FlowSchemaCondition> of(List<FlowSchemaCondition> before, String level, boolean there, Instant now) {
        FlowSchemaCondition wanted = new FlowSchemaConditionBuilder().withType(TYPE).withStatus(there ? "False" : "True")
                .withReason(there ? "Found" : "NotFound")
                .withMessage("This FlowSchema references the PriorityLevelConfiguration object named \"%s\" %s".formatted(level,
                        there ? "and it exists" : "but there is no such object"))
                .withLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString()).build();
        Optional<FlowSchemaCondition> said = before.stream().filter(condition -> TYPE.equals(condition.getType())).findFirst();
        if (said.filter(condition -> wanted.getStatus().equals(condition.getStatus()) && wanted.getReason().equals(condition.getReason())
                && wanted.getMessage().equals(condition.getMessage())).isPresent()) {
            return before;
        }
        List<FlowSchemaCondition> after = new ArrayList<>(before);
        after.removeIf(condition -> TYPE.equals(condition.getType()));
        after.add(wanted);
        return after;
    }
}
