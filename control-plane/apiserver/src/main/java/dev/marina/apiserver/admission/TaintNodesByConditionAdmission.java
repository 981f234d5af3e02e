package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;

/// A node begins with the taint of one that is not ready, so that no pod comes to it before it is; who watches over nodes takes it away then.
/// plugin/pkg/admission/nodetaint/admission.go
final class TaintNodesByConditionAdmission implements AdmissionPlugin.Mutating {

    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String NO_SCHEDULE = "NoSchedule";

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("nodes");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        return request.object().at("spec", "taints").valueStream().anyMatch(TaintNodesByConditionAdmission::notReady)
                ? request.object()
                : request.object().edited(root -> {
                    ObjectNode spec = root.withObject("/spec");
                    ArrayNode taints = spec.get("taints") instanceof ArrayNode present ? present : spec.putArray("taints");
                    taints.addObject().put("key", NOT_READY).put("effect", NO_SCHEDULE);
                });
    }

    private static boolean notReady(JsonNode taint) {
        return taint.path("key").asText().equals(NOT_READY) && taint.path("effect").asText().equals(NO_SCHEDULE);
    }
}
