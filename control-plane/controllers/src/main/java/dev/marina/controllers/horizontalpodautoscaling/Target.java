package dev.marina.controllers.horizontalpodautoscaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.ClusterReads;
import dev.marina.api.ClusterReads.Scale;
import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
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

/// What an autoscaler scales: an object of any type that has a scale. Those of built-in types are read as they are stored, the others are
/// asked for their Scale.
///
/// @param replicas that it is to have
/// @param existing that it has
/// @param selector of its pods; none when it takes everything
record Target(GroupVersionResource resource, String namespace, String name, int replicas, int existing, Optional<LabelSelector> selector) {

    private static final List<ResourceType<?>> SCALABLE = List.of(Types.DEPLOYMENTS, Types.REPLICA_SETS, Types.STATEFUL_SETS,
            Types.REPLICATION_CONTROLLERS);

    /// There is nothing of that kind and name with a scale, and why.
    static final class NoScale extends RuntimeException {
        NoScale(String message) {
            super(message);
        }
    }

    /// Throws [NoScale].
    static Target require(HorizontalPodAutoscaler autoscaler, Turn turn, ClusterReads reads) {
        CrossVersionObjectReference reference = autoscaler.getSpec().getScaleTargetRef();
        String group = group(reference);
        return SCALABLE.stream()
                .filter(known -> known.kind().equals(reference.getKind()) && (reference.getApiVersion() == null || group.equals(known.resource().group())))
                .findFirst().map(type -> stored(type, autoscaler, turn.snapshot())).orElseGet(() -> asked(autoscaler, group, turn, reads));
    }

    private static Target stored(ResourceType<?> type, HorizontalPodAutoscaler autoscaler, Snapshot snapshot) {
        String namespace = autoscaler.getMetadata().getNamespace();
        String name = autoscaler.getSpec().getScaleTargetRef().getName();
        Stored stored = snapshot.stored(type.key(snapshot.cluster(), namespace, name)).filter(found -> !found.opaque())
                .orElseThrow(() -> new NoScale("%s \"%s\" not found".formatted(type.groupResource(), name)));
        Document object = Document.parse(stored.bytes());
        return new Target(type.resource(), namespace, name, object.at("spec").path("replicas").asInt(1), object.at("status").path("replicas").asInt(0),
                selector(type, object.at("spec", "selector")));
    }

    private static Target asked(HorizontalPodAutoscaler autoscaler, String group, Turn turn, ClusterReads reads) {
        CrossVersionObjectReference reference = autoscaler.getSpec().getScaleTargetRef();
        ServedKind kind = reads.kind(turn.cluster(), group, reference.getKind())
                .orElseThrow(() -> new NoScale("no matches for kind \"%s\" in group \"%s\"".formatted(reference.getKind(), group)));
        if (!kind.scales() || !kind.namespaced()) {
            throw new NoScale("the server could not find the requested resource");
        }
        String namespace = autoscaler.getMetadata().getNamespace();
        try {
            Scale scale = reads.scale(turn.writes().call(), kind.resource(), namespace, reference.getName());
            return new Target(kind.resource(), namespace, reference.getName(), scale.replicas(), scale.existing(),
                    scale.selector().flatMap(selector -> selector(selector.root())));
        } catch (StatusException e) {
            throw new NoScale(e.getMessage());
        }
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
        return selector(whole);
    }

    private static Optional<LabelSelector> selector(JsonNode whole) {
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
        turn.writes().client().patch(turn.writes().call(), resource, namespace, name, "scale", PatchType.MERGE, Document.of(patch).bytes());
    }
}
