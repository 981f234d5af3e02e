package dev.marina.controllers.horizontalpodautoscaling;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricIdentifier;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a metric of an autoscaler is called in conditions and events: the words of pkg/controller/podautoscaler/horizontal.go, for which people
/// search.
record MetricText(MetricSpec metric) {

    MetricTarget target() {
        return switch (metric.getType()) {
            case "Resource" -> metric.getResource().getTarget();
            case "ContainerResource" -> metric.getContainerResource().getTarget();
            case "Pods" -> metric.getPods().getTarget();
            case "Object" -> metric.getObject().getTarget();
            default -> metric.getExternal().getTarget();
        };
    }

    /// "" for metrics that are no resources.
    String resource() {
        return switch (metric.getType()) {
            case "Resource" -> metric.getResource().getName();
            case "ContainerResource" -> metric.getContainerResource().getName();
            default -> "";
        };
    }

    /// "" for the whole pod.
    String container() {
        return metric.getType().equals("ContainerResource") ? metric.getContainerResource().getContainer() : "";
    }

    /// By which the number of replicas was found: `cpu resource utilization (percentage of request)`.
    String name() {
        return switch (metric.getType()) {
            case "Resource", "ContainerResource" -> target().getAverageValue() != null
                    ? resource() + " resource"
                    : resource() + (container().isEmpty() ? "" : " container") + " resource utilization (percentage of request)";
            case "Pods" -> "pods metric " + metric.getPods().getMetric().getName();
            case "Object" -> "%s metric %s".formatted(metric.getObject().getDescribedObject().getKind(), metric.getObject().getMetric().getName());
            default -> "external metric %s(%s)".formatted(metric.getExternal().getMetric().getName(), selector(metric.getExternal().getMetric()));
        };
    }

    /// Before the reason for which it could not be read.
    String unread(String namespace) {
        return switch (metric.getType()) {
            case "Resource", "ContainerResource" -> "unable to get metrics for resource %s: ".formatted(resource());
            case "Pods" -> "unable to get metric %s: ".formatted(metric.getPods().getMetric().getName());
            case "Object" -> "unable to get metric %s on %s %s/%s: ".formatted(metric.getObject().getMetric().getName(),
                    metric.getObject().getDescribedObject().getKind(), namespace, metric.getObject().getDescribedObject().getName());
            default -> "unable to get external metric %s/%s/%s: ".formatted(namespace, metric.getExternal().getMetric().getName(),
                    selector(metric.getExternal().getMetric()));
        };
    }

    /// Before everything that is said of its failure.
    String failed() {
        boolean average = target().getAverageValue() != null;
        return switch (metric.getType()) {
            case "Resource", "ContainerResource" -> "failed to get %s %s: ".formatted(resource(), average ? "usage" : "utilization");
            case "Pods" -> "";
            case "Object" -> average ? "failed to get %s object metric: ".formatted(metric.getObject().getMetric().getName()) : "";
            default -> (average ? "failed to get %s external metric: " : "failed to get external metric %s: ")
                    .formatted(metric.getExternal().getMetric().getName());
        };
    }

    /// Before that, where the first of several invalid metrics is told.
    String invalid() {
        return switch (metric.getType()) {
            case "Resource" -> "failed to get %s resource metric value: ".formatted(resource());
            case "ContainerResource" -> "failed to get %s container metric value: ".formatted(container());
            case "Pods" -> "failed to get pods metric value: ";
            case "Object" -> "failed to get object metric value: ";
            default -> "failed to get %s external metric value: ".formatted(metric.getExternal().getMetric().getName());
        };
    }

    /// As Go's generated types print themselves.
    private static String selector(MetricIdentifier metric) {
        LabelSelector selector = metric.getSelector();
        if (selector == null) {
            return "nil";
        }
        String labels = selector.getMatchLabels() == null
                ? ""
                : new TreeMap<>(selector.getMatchLabels()).entrySet().stream().map(label -> label.getKey() + ": " + label.getValue() + ",")
                        .collect(Collectors.joining());
        String expressions = selector.getMatchExpressions().stream().map(each -> "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},".formatted(
                each.getKey(), each.getOperator(), String.join(" ", each.getValues()))).collect(Collectors.joining());
        return "&LabelSelector{MatchLabels:map[string]string{%s},MatchExpressions:[]LabelSelectorRequirement{%s},}".formatted(labels, expressions);
    }
}
