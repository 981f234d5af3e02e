package dev.marina.controllers.horizontalpodautoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Optional;

/// What an autoscaler scales: any of the types that have a scale.
record Target(ResourceType<?> type, String namespace, String name, int replicas, LabelSelector selector) {

    private static final List<ResourceType<?>> SCALABLE = List.of(Types.DEPLOYMENTS, Types.REPLICA_SETS, Types.STATEFUL_SETS,
            Types.REPLICATION_CONTROLLERS);

    static Optional<Target> find(HorizontalPodAutoscaler autoscaler, Snapshot snapshot) {
        CrossVersionObjectReference reference = autoscaler.getSpec().getScaleTargetRef();
        String namespace = autoscaler.getMetadata().getNamespace();
        return SCALABLE.stream().filter(type -> type.kind().equals(reference.getKind())
                && (reference.getApiVersion() == null || reference.getApiVersion().split("/")[0].equals(type.resource().group()))).findFirst()
                .flatMap(
                        type -> snapshot.stored(type.key(snapshot.cluster(), namespace, reference.getName())).filter(stored -> !stored.opaque()).map(stored -> {
                            JsonNode spec = Document.parse(stored.bytes()).at("spec");
                            return new Target(type, namespace, reference.getName(), spec.path("replicas").asInt(1), selector(type, spec.path("selector")));
                        }));
    }

    /// That of a replication controller is nothing but labels.
    private static LabelSelector selector(ResourceType<?> type, JsonNode selector) {
        JsonNode whole = type == Types.REPLICATION_CONTROLLERS ? Document.mapper().createObjectNode().set("matchLabels", selector) : selector;
        return Document.mapper().convertValue(whole, LabelSelector.class);
    }

    List<Pod> pods(Snapshot snapshot) {
        return snapshot.list(Types.PODS, namespace).stream().filter(pod -> LabelSelection.takes(selector, pod.getMetadata().getLabels())).toList();
    }

    void scale(int wanted, Turn turn) {
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("spec").put("replicas", wanted);
        turn.writes().client().patch(turn.writes().call(), type.resource(), namespace, name, "scale", PatchType.MERGE, Document.of(patch).bytes());
    }
}
