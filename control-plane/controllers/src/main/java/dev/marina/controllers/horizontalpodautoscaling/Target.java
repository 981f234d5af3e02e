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
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Optional;

/// What an autoscaler scales: any of the built-in types that have a scale.
///
/// @param replicas that it is to have
/// @param existing that it has
/// @param selector of its pods; none when it takes everything
record Target(ResourceType<?> type, String namespace, String name, int replicas, int existing, Optional<LabelSelector> selector) {

    private static final List<ResourceType<?>> SCALABLE = List.of(Types.DEPLOYMENTS, Types.REPLICA_SETS, Types.STATEFUL_SETS,
            Types.REPLICATION_CONTROLLERS);

    /// There is nothing of that kind and name with a scale, and why.
    static final class NoScale extends RuntimeException {
        NoScale(String message) {
            super(message);
        }
    }

    /// Throws [NoScale].
    static Target require(HorizontalPodAutoscaler autoscaler, Snapshot snapshot) {
        CrossVersionObjectReference reference = autoscaler.getSpec().getScaleTargetRef();
        String group = group(reference);
        String namespace = autoscaler.getMetadata().getNamespace();
        ResourceType<?> type = SCALABLE.stream()
                .filter(known -> known.kind().equals(reference.getKind()) && (reference.getApiVersion() == null || group.equals(known.resource().group())))
                .findFirst().orElseThrow(() -> new NoScale("no matches for kind \"%s\" in group \"%s\"".formatted(reference.getKind(), group)));
        Stored stored = snapshot.stored(type.key(snapshot.cluster(), namespace, reference.getName())).filter(found -> !found.opaque())
                .orElseThrow(() -> new NoScale("%s \"%s\" not found".formatted(type.groupResource(), reference.getName())));
        Document object = Document.parse(stored.bytes());
        return new Target(type, namespace, reference.getName(), object.at("spec").path("replicas").asInt(1), object.at("status").path("replicas").asInt(0),
                selector(type, object.at("spec", "selector")));
    }

    private static String group(CrossVersionObjectReference reference) {
        String[] parts = reference.getApiVersion() == null ? new String[0] : reference.getApiVersion().split("/");
        if (parts.length > 2) {
            throw new NoScale("unexpected GroupVersion string: " + reference.getApiVersion());
        }
        return parts.length == 2 ? parts[0] : "";
    }

    /// That of a replication controller is nothing but labels.
    private static Optional<LabelSelector> selector(ResourceType<?> type, JsonNode selector) {
        if (!selector.isObject()) {
            return Optional.empty();
        }
        JsonNode whole = type == Types.REPLICATION_CONTROLLERS ? Document.mapper().createObjectNode().set("matchLabels", selector) : selector;
        return Optional.of(Document.mapper().convertValue(whole, LabelSelector.class)).filter(found -> !Selectors.text(found).isEmpty());
    }

    List<Pod> pods(Snapshot snapshot) {
        return selector.isEmpty()
                ? List.of()
                : snapshot.list(Types.PODS, namespace).stream().filter(pod -> LabelSelection.takes(selector.get(), pod.getMetadata().getLabels())).toList();
    }

    void scale(int wanted, Turn turn) {
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("spec").put("replicas", wanted);
        turn.writes().client().patch(turn.writes().call(), type.resource(), namespace, name, "scale", PatchType.MERGE, Document.of(patch).bytes());
    }
}
