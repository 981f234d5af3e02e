package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.store.Stored;
import java.util.Optional;
import java.util.stream.Stream;

/// Writes the number of a pod's priority class into the pod.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
final class PriorityAdmission implements AdmissionPlugin.Mutating {

    private static final GroupResource PRIORITY_CLASSES = new GroupResource("scheduling.k8s.io", "priorityclasses");

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("pods");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Optional<Document> priority = priorityClass(request);
        return request.object().edited(node -> {
            var spec = node.withObject("/spec");
            spec.put("priority", priority.map(found -> found.at("value").asInt()).orElse(0));
            if (!spec.has("preemptionPolicy")) {
                spec.put("preemptionPolicy",
                        priority.map(found -> found.text("preemptionPolicy")).filter(policy -> !policy.isEmpty()).orElse("PreemptLowerPriority"));
            }
            priority.ifPresent(found -> spec.put("priorityClassName", found.name()));
        });
    }

    private static Optional<Document> priorityClass(AdmissionRequest request) {
        String name = request.object().text("spec", "priorityClassName");
        if (!name.isEmpty()) {
            return Optional.of(request.view().find(new ObjectKey(request.view().cluster(), PRIORITY_CLASSES, "", name)).map(PriorityAdmission::parse)
                    .orElseThrow(
                            () -> StatusException.forbidden(request.resource(), request.name(), "no PriorityClass with name %s was found".formatted(name))));
        }
        try (Stream<Stored> all = request.view().list(PRIORITY_CLASSES, "")) {
            return all.map(PriorityAdmission::parse).filter(candidate -> candidate.at("globalDefault").asBoolean()).findFirst();
        }
    }

    private static Document parse(Stored stored) {
        return Document.parse(stored.bytes());
    }
}
