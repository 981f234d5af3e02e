package dev.marina.testing.simulation;

import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What holds in every cluster, whatever runs in it.
final class Rules {

    /// What every namespace has, and what a cluster notes by itself.
    private static final Set<String> ALWAYS = Set.of("serviceaccounts", "configmaps", "events", "resourcequotas", "poddisruptionbudgets");

    private Rules() {}

    /// No node has been given more than it has.
    static Optional<String> overcommitted(Snapshot now) {
        Map<String, BigDecimal> used = used(now);
        return now.list(Types.NODES, "").stream()
                .filter(node -> used.getOrDefault(node.getMetadata().getName(), BigDecimal.ZERO).compareTo(offer(node)) > 0)
                .findFirst().map(node -> "%s has %s and was given %s".formatted(node.getMetadata().getName(), offer(node),
                        used.get(node.getMetadata().getName())));
    }

    private static Map<String, BigDecimal> used(Snapshot now) {
        Map<String, BigDecimal> used = new HashMap<>();
        now.list(Types.PODS, "").stream().filter(pod -> !PodState.ended(pod) && !PodState.nodeName(pod).isEmpty())
                .forEach(pod -> used.merge(PodState.nodeName(pod), wanted(pod), BigDecimal::add));
        return used;
    }

    private static BigDecimal offer(Node node) {
        return Quantity.getAmountInBytes(node.getStatus().getAllocatable().get("cpu"));
    }

    static BigDecimal wanted(Pod pod) {
        return pod.getSpec().getContainers().stream().map(container -> Quantity.getAmountInBytes(container.getResources().getRequests().get("cpu")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// A pod without a node, and a node with room for it.
    static Optional<String> waitsInVain(Snapshot now) {
        Map<String, BigDecimal> used = used(now);
        List<Node> open = now.list(Types.NODES, "").stream().filter(node -> node.getSpec().getTaints().isEmpty()).toList();
        for (Pod pod : now.list(Types.PODS, "")) {
            if (PodState.active(pod) && PodState.nodeName(pod).isEmpty() && pod.getSpec().getAffinity() == null) {
                for (Node node : open) {
                    BigDecimal left = offer(node).subtract(used.getOrDefault(node.getMetadata().getName(), BigDecimal.ZERO));
                    if (left.compareTo(wanted(pod)) >= 0) {
                        return Optional.of("%s waits for a node, and %s has room".formatted(pod.getMetadata().getName(), node.getMetadata().getName()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Something whose owner is gone.
    static Optional<String> orphan(Snapshot now) {
        Set<String> uids = new HashSet<>();
        all(now, "").forEach(stored -> uids.add(stored.fields().uid()));
        return all(now, "").stream().filter(stored -> !stored.fields().owners().isEmpty() && stored.fields().owners().stream().noneMatch(uids::contains))
                .findFirst().map(stored -> "%s has lost its owner %s".formatted(stored.key(), Document.parse(stored.bytes()).ownerReferences()));
    }

    /// What is in a namespace that is to be empty.
    static Optional<String> left(Snapshot now, String namespace) {
        return all(now, namespace).stream().filter(stored -> !ALWAYS.contains(stored.key().resource().resource())).findFirst()
                .map(stored -> stored.key() + " is left");
    }

    private static List<Stored> all(Snapshot now, String namespace) {
        return now.image().resources().stream().flatMap(resource -> {
            try (Stream<Stored> stored = now.image().list(resource, namespace)) {
                return stored.toList().stream();
            }
        }).toList();
    }
}
