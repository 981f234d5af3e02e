package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Labels and annotations of everything, and of what it is made of. sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/commonlabels.go
final class Labelling {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet");
    private static final Set<String> TEMPLATED = Set.of("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ReplicationController", "Job");

    private Labelling() {}

    /// @param selectors whether what selects is changed too
    /// @param templates whether the pods of workloads are labelled
    static void labels(Resource resource, Map<String, String> labels, boolean selectors, boolean templates) {
        labels.forEach(resource.metadata().withObjectProperty("labels")::put);
        if (selectors || templates) {
            template(resource).ifPresent(metadata -> labels.forEach(metadata.withObjectProperty("labels")::put));
        }
        if (selectors) {
            selector(resource).ifPresent(selector -> labels.forEach(selector::put));
        }
    }

    static void annotations(Resource resource, Map<String, String> annotations) {
        annotations.forEach(resource.metadata().withObjectProperty("annotations")::put);
        template(resource).ifPresent(metadata -> annotations.forEach(metadata.withObjectProperty("annotations")::put));
    }

    private static Optional<ObjectNode> template(Resource resource) {
        if (TEMPLATED.contains(resource.kind()) && resource.at("spec", "template").isObject()) {
            return Optional.of(resource.object.withObject("/spec/template/metadata"));
        }
        return resource.kind().equals("CronJob") ? Optional.of(resource.object.withObject("/spec/jobTemplate/spec/template/metadata")) : Optional.empty();
    }

    /// One that would select everything, or nothing, is left alone where there is none.
    private static Optional<ObjectNode> selector(Resource resource) {
        if (WORKLOADS.contains(resource.kind())) {
            return Optional.of(resource.object.withObject("/spec/selector/matchLabels"));
        }
        List<String> path = switch (resource.kind()) {
            case "Service", "ReplicationController" -> List.of("spec", "selector");
            case "PodDisruptionBudget" -> List.of("spec", "selector", "matchLabels");
            case "NetworkPolicy" -> List.of("spec", "podSelector", "matchLabels");
            default -> List.of();
        };
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(resource.at(path.toArray(String[]::new))).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }
}
