package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A pod on a node is not changed into what that does not say it can do. plugin/pkg/admission/nodedeclaredfeatures/admission.go, and
/// component-helpers/nodedeclaredfeatures/features for what a change needs.
final class NodeDeclaredFeatureValidatorAdmission implements AdmissionPlugin.Validating {

    private static final GroupResource NODES = new GroupResource("", "nodes");

    @Override
    public String name() {
        return "NodeDeclaredFeatureValidator";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.UPDATE && request.resource().equals(new GroupResource("", "pods"))
                && (request.subresource().isEmpty() || request.subresource().equals("resize")) && !request.object().text("spec", "nodeName").isEmpty();
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        List<String> needed = request.stored().filter(before -> !before.at("metadata", "generation").equals(request.object().at("metadata", "generation")))
                .map(before -> needed(request.object(), before)).orElse(List.of());
        if (needed.isEmpty()) {
            return Verdict.FINE;
        }
        String name = request.object().text("spec", "nodeName");
        Document node = request.view().find(new ObjectKey(request.view().cluster(), NODES, "", name)).map(Stored::bytes).map(Document::parse)
                .orElseThrow(() -> StatusException.forbidden(request.resource(), request.name(), "node \"%s\" not found".formatted(name)));
        List<String> declared = node.at("status", "declaredFeatures").valueStream().map(JsonNode::asText).toList();
        String missing = needed.stream().filter(feature -> !declared.contains(feature)).collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? Verdict.FINE
                : new Verdict.Deny("pod update requires features %s which are not available on node \"%s\"".formatted(missing, name));
    }

    private static List<String> needed(Document now, Document before) {
        List<String> needed = new ArrayList<>();
        if (!now.at("spec", "resources").equals(before.at("spec", "resources"))) {
            needed.add("InPlacePodLevelResourcesVerticalScaling");
        }
        JsonNode containers = before.at("spec", "initContainers");
        for (int i = 0; i < containers.size(); i++) {
            boolean sidecar = containers.get(i).path("restartPolicy").asText().equals("Always");
            if (!sidecar && !containers.get(i).path("resources").equals(now.at("spec", "initContainers").path(i).path("resources"))) {
                needed.add("InPlacePodVerticalScalingInitContainers");
                break;
            }
        }
        return needed;
    }
}
