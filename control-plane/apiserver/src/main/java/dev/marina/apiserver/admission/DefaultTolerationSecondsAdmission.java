package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.marina.api.Document;
import java.util.List;

/// Pods stay five minutes on a node that is not ready or not reachable, unless they say otherwise.
final class DefaultTolerationSecondsAdmission implements AdmissionPlugin.Mutating {

    private static final int SECONDS = 300;
    private static final List<String> TAINTS = List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE && request.is("pods");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        List<String> missing = TAINTS.stream().filter(taint -> !tolerated(request.object(), taint)).toList();
        return missing.isEmpty() ? request.object() : request.object().edited(node -> {
            var spec = node.withObject("/spec");
            ArrayNode tolerations = spec.get("tolerations") instanceof ArrayNode array ? array : spec.putArray("tolerations");
            missing.forEach(
                    taint -> tolerations.addObject().put("key", taint).put("operator", "Exists").put("effect", "NoExecute").put("tolerationSeconds", SECONDS));
        });
    }

    private static boolean tolerated(Document pod, String taint) {
        for (JsonNode toleration : pod.at("spec", "tolerations")) {
            String effect = toleration.path("effect").asText("");
            String key = toleration.path("key").asText("");
            if ((key.equals(taint) || key.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty())) {
                return true;
            }
        }
        return false;
    }
}
