package dev.marina.controllers.horizontalpodautoscaling;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.LabelSelection;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whose pods the autoscalers of a namespace take, as they said at their last look. Used by several workers.
final class Selectors {

    private final ConcurrentMap<Namespace, Map<String, LabelSelector>> byNamespace = new ConcurrentHashMap<>();

    private record Namespace(ClusterId cluster, String name) {
        static Namespace of(ClusterKey autoscaler) {
            return new Namespace(autoscaler.cluster(), autoscaler.namespace());
        }
    }

    void put(ClusterKey autoscaler, LabelSelector selector) {
        byNamespace.compute(Namespace.of(autoscaler), (_, known) -> {
            Map<String, LabelSelector> selectors = known == null ? new ConcurrentHashMap<>() : known;
            selectors.put(autoscaler.name(), selector);
            return selectors;
        });
    }

    void remove(ClusterKey autoscaler) {
        byNamespace.computeIfPresent(Namespace.of(autoscaler), (_, selectors) -> {
            selectors.remove(autoscaler.name());
            return selectors.isEmpty() ? null : selectors;
        });
    }

    void forget(ClusterId cluster) {
        byNamespace.keySet().removeIf(namespace -> namespace.cluster.equals(cluster));
    }

    /// Those of the autoscaler's namespace that take one of the pods, as `namespace/name` in order.
    List<String> taking(ClusterKey autoscaler, List<Pod> pods) {
        return byNamespace.getOrDefault(Namespace.of(autoscaler), Map.of()).entrySet().stream()
                .filter(known -> pods.stream().anyMatch(pod -> LabelSelection.takes(known.getValue(), pod.getMetadata().getLabels())))
                .map(known -> autoscaler.namespace() + "/" + known.getKey()).sorted().toList();
    }

    /// In the form of a query: `app=web,tier in (back,front)`; "" when it takes everything.
    static String text(LabelSelector selector) {
        Stream<String> equal = selector.getMatchLabels() == null
                ? Stream.of()
                : new TreeMap<>(selector.getMatchLabels()).entrySet().stream().map(label -> label.getKey() + "=" + label.getValue());
        return Stream.concat(equal, selector.getMatchExpressions().stream().map(each -> switch (each.getOperator()) {
            case "Exists" -> each.getKey();
            case "DoesNotExist" -> "!" + each.getKey();
            default -> "%s %s (%s)".formatted(each.getKey(), each.getOperator().equals("In") ? "in" : "notin",
                    each.getValues().stream().sorted().collect(Collectors.joining(",")));
        })).sorted().collect(Collectors.joining(","));
    }
}
