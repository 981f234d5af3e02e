package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// AbleToScale, ScalingActive and ScalingLimited; a change of status moves the transition time.
final class Conditions {

    static final String ABLE = "AbleToScale";
    static final String ACTIVE = "ScalingActive";
    static final String LIMITED = "ScalingLimited";

    private final Map<String, HorizontalPodAutoscalerCondition> byType = new LinkedHashMap<>();
    private final String now;

    Conditions(List<HorizontalPodAutoscalerCondition> before, Instant now) {
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
        before.forEach(condition -> byType.put(condition.getType(), condition));
    }

    Conditions set(String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        HorizontalPodAutoscalerCondition before = byType.get(type);
        String since = before != null && before.getStatus().equals(status) ? before.getLastTransitionTime() : now;
        byType.put(type, new HorizontalPodAutoscalerConditionBuilder().withType(type).withStatus(status).withReason(reason).withMessage(message)
                .withLastTransitionTime(since).build());
        return this;
    }

    List<HorizontalPodAutoscalerCondition> list() {
        return List.copyOf(byType.values());
    }
}
