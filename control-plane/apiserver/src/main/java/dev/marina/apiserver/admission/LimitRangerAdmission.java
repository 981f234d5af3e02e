package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Gives containers the resources that a LimitRange of their namespace names as defaults, and holds pods and claims to its bounds.
/// https://kubernetes.io/docs/concepts/policy/limit-range/ and plugin/pkg/admission/limitranger/admission.go
final class LimitRangerAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    private static final GroupResource LIMIT_RANGES = new GroupResource("", "limitranges");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    @Override
    public String name() {
        return "LimitRanger";
    }

    /// What a pod asks for changes by a resize only; a claim may grow.
    @Override
    public boolean handles(AdmissionRequest request) {
        boolean resizes = request.resource().equals(PODS) && request.subresource().equals("resize");
        return request.creates("pods") || resizes || request.operation() != Operation.DELETE && request.is("persistentvolumeclaims");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        if (!request.creates("pods")) {
            return request.object();
        }
        Document pod = request.object();
        for (Document range : ranges(request)) {
            pod = withDefaults(pod, range);
        }
        return pod;
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        List<String> broken = new ArrayList<>();
        for (Document range : ranges(request)) {
            range.at("spec", "limits").forEach(limit -> broken.addAll(LimitBounds.broken(limit, request.object())));
        }
        if (broken.isEmpty()) {
            return new Verdict.Admit(List.of());
        }
        return new Verdict.Deny(broken.size() == 1 ? broken.getFirst() : "[" + String.join(", ", broken) + "]");
    }

    private static List<Document> ranges(AdmissionRequest request) {
        try (Stream<Stored> all = request.view().list(LIMIT_RANGES, request.namespace())) {
            return all.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes())).toList();
        }
    }

    static Document withDefaults(Document pod, Document range) {
        Map<String, JsonNode> requests = new TreeMap<>();
        Map<String, JsonNode> limits = new TreeMap<>();
        for (JsonNode limit : range.at("spec", "limits")) {
            if (limit.path("type").asText().equals("Container")) {
                limit.path("defaultRequest").properties().forEach(entry -> requests.put(entry.getKey(), entry.getValue()));
                limit.path("default").properties().forEach(entry -> limits.put(entry.getKey(), entry.getValue()));
            }
        }
        return pod.edited(root -> {
            List<String> told = new ArrayList<>();
            root.path("spec").path("containers").forEach(container -> fill((ObjectNode) container, requests, limits, "container", told));
            root.path("spec").path("initContainers").forEach(container -> fill((ObjectNode) container, requests, limits, "init container", told));
            if (!told.isEmpty()) {
                root.withObjectProperty("metadata").withObjectProperty("annotations").put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", told));
            }
        });
    }

    private static void fill(ObjectNode container, Map<String, JsonNode> requests, Map<String, JsonNode> limits, String what, List<String> told) {
        tell(told, set(container, "requests", requests), "request", what, container);
        tell(told, set(container, "limits", limits), "limit", what, container);
    }

    private static void tell(List<String> told, List<String> set, String part, String what, ObjectNode container) {
        if (!set.isEmpty()) {
            told.add("%s %s for %s %s".formatted(String.join(", ", set), part, what, container.path("name").asText()));
        }
    }

    private static List<String> set(ObjectNode container, String part, Map<String, JsonNode> defaults) {
        List<String> set = new ArrayList<>();
        defaults.forEach((resource, amount) -> {
            ObjectNode amounts = container.withObjectProperty("resources").withObjectProperty(part);
            if (!amounts.has(resource)) {
                amounts.set(resource, amount);
                set.add(resource);
            }
        });
        return set;
    }
}
