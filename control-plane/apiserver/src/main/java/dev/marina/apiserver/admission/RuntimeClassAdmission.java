package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import java.util.Map;
import java.util.Optional;

/// A pod names a runtime that there is, says of it what it costs, and goes to nodes that have it.
/// plugin/pkg/admission/runtimeclass/admission.go
final class RuntimeClassAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    private static final GroupResource RUNTIME_CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("pods");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Optional<Document> found = runtimeClass(request);
        if (found.isEmpty()) {
            return request.object();
        }
        refuseOther(request, found.get());
        return request.object().edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            JsonNode overhead = overhead(found.get());
            if (!overhead.isEmpty()) {
                spec.set("overhead", overhead);
            }
            select(request, spec, found.get().at("scheduling", "nodeSelector"));
            ArrayNode tolerations = spec.withArrayProperty("tolerations");
            found.get().at("scheduling", "tolerations").valueStream().filter(toleration -> tolerations.valueStream().noneMatch(toleration::equals)).toList()
                    .forEach(tolerations::add);
        });
    }

    private static void select(AdmissionRequest request, ObjectNode spec, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> label : wanted.properties()) {
            JsonNode own = spec.path("nodeSelector").path(label.getKey());
            if (!own.isMissingNode() && !own.equals(label.getValue())) {
                throw forbidden(request, "conflict: runtimeClass.scheduling.nodeSelector[%s] = %s; pod.spec.nodeSelector[%s] = %s"
                        .formatted(label.getKey(), label.getValue().asText(), label.getKey(), own.asText()));
            }
            spec.withObjectProperty("nodeSelector").set(label.getKey(), label.getValue());
        }
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        Optional<Document> found = runtimeClass(request);
        boolean costs = !request.object().at("spec", "overhead").isEmpty();
        if (costs && found.filter(each -> !overhead(each).isEmpty()).isEmpty()) {
            return new Verdict.Deny("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        found.ifPresent(each -> refuseOther(request, each));
        return Verdict.FINE;
    }

    private static void refuseOther(AdmissionRequest request, Document runtimeClass) {
        JsonNode own = request.object().at("spec", "overhead");
        if (!overhead(runtimeClass).isEmpty() && !own.isEmpty() && !own.equals(overhead(runtimeClass))) {
            throw forbidden(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
    }

    private static JsonNode overhead(Document runtimeClass) {
        return runtimeClass.at("overhead", "podFixed");
    }

    private static Optional<Document> runtimeClass(AdmissionRequest request) {
        String name = request.object().text("spec", "runtimeClassName");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(request.view().find(new ObjectKey(request.view().cluster(), RUNTIME_CLASSES, "", name)).map(stored -> Document.parse(stored.bytes()))
                .orElseThrow(() -> forbidden(request, "pod rejected: RuntimeClass \"%s\" not found".formatted(name))));
    }

    private static StatusException forbidden(AdmissionRequest request, String why) {
        return StatusException.forbidden(request.resource(), request.name(), why);
    }
}
