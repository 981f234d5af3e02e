package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.Map;

/// A pod that is made with a node has the labels that say where that is; one that is bound later gets them then (`pods/binding`).
/// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels
final class PodTopologyLabelsAdmission implements AdmissionPlugin.Mutating {

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("pods") && !request.object().text("spec", "nodeName").isEmpty();
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Map<String, String> labels = TopologyLabels.of(request.view(), request.object().text("spec", "nodeName"));
        return labels.isEmpty() ? request.object() : request.object().edited(root -> {
            ObjectNode present = root.withObject("/metadata/labels");
            labels.forEach(present::put);
        });
    }
}
