package dev.marina.controllers.disruption;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.Snapshot;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How many pods there should be, by what controls those that there are.
final class ControllerScales {

    /// Types that say it in `spec.replicas`.
    static final Map<String, GroupResource> SCALED = Map.of(
            "ReplicationController", new GroupResource("", "replicationcontrollers"),
            "ReplicaSet", new GroupResource("apps", "replicasets"),
            "Deployment", new GroupResource("apps", "deployments"),
            "StatefulSet", new GroupResource("apps", "statefulsets"));

    private ControllerScales() {}

    /// Pods without controller are expected by nobody. Throws where a controller does not say a number.
    static int sum(List<Pod> pods, Snapshot snapshot) {
        Map<String, Integer> scales = new HashMap<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> owner = Snapshot.controller(pod);
            if (owner.isPresent() && !scales.containsKey(owner.get().getUid())) {
                Document scaled = scaled(pod, owner.get().getKind(), owner.get().getName(), owner.get().getUid(), snapshot);
                scales.put(owner.get().getUid(), 0);
                scales.put(scaled.uid(), scaled.at("spec", "replicas").asInt(1));
            }
        }
        return scales.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// A replica set's own controller knows better, while it replaces one set by another.
    private static Document scaled(Pod pod, String kind, String name, String uid, Snapshot snapshot) {
        Document owner = Optional.ofNullable(SCALED.get(kind))
                .flatMap(type -> snapshot.stored(new ObjectKey(snapshot.cluster(), type, pod.getMetadata().getNamespace(), name)))
                .map(stored -> Document.parse(stored.bytes())).filter(found -> found.uid().equals(uid))
                .orElseThrow(() -> new UnknownScale("found no controllers for pod \"%s\"".formatted(pod.getMetadata().getName())));
        return kind.equals("ReplicaSet")
                ? owner.controller().filter(above -> SCALED.containsKey(above.kind()))
                        .map(above -> scaled(pod, above.kind(), above.name(), above.uid(), snapshot)).orElse(owner)
                : owner;
    }

    static final class UnknownScale extends RuntimeException {
        UnknownScale(String message) {
            super(message);
        }
    }
}
