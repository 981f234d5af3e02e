package dev.marina.apiserver.types.autoscaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Storage;
import java.util.List;

/// The older face: processor utilization has a field of its own, everything else stands in annotations.
/// pkg/apis/autoscaling/v1/conversion.go
public final class HorizontalPodAutoscalerV1Type extends HorizontalPodAutoscalerType {

    private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
    private static final String BEHAVIOR = "autoscaling.alpha.kubernetes.io/behavior";
    private static final String CURRENT_METRICS = "autoscaling.alpha.kubernetes.io/current-metrics";
    private static final String CONDITIONS = "autoscaling.alpha.kubernetes.io/conditions";
    private static final String UTILIZATION = "targetCPUUtilizationPercentage";
    private static final String CURRENT_UTILIZATION = "currentCPUUtilizationPercentage";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
            .shortNames("hpa").categories("all").strategy(new HorizontalPodAutoscalerV1Type()).status().columns(COLUMNS)
            .storedAs(new Storage(HorizontalPodAutoscalerType.DEFINITION, HorizontalPodAutoscalerV1Type::toV2, HorizontalPodAutoscalerV1Type::fromV2,
                    field -> field))
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            Defaults.number(spec, "minReplicas", 1);
            if (!object.has("metadata", "annotations", METRICS)) {
                Defaults.number(spec, UTILIZATION, 80);
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return super.validateCreate(toV2(object));
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return super.validateUpdate(toV2(object), toV2(stored));
    }

    private static Document toV2(Document object) {
        return object.edited(root -> {
            root.put("apiVersion", "autoscaling/v2");
            ObjectNode spec = root.withObjectProperty("spec");
            ArrayNode metrics = spec.putArray("metrics");
            if (spec.hasNonNull(UTILIZATION)) {
                metrics.addObject().put("type", "Resource").putObject("resource").put("name", "cpu")
                        .putObject("target").put("type", "Utilization").set("averageUtilization", spec.remove(UTILIZATION));
            }
            take(root, METRICS).forEach(metrics::add);
            if (take(root, BEHAVIOR) instanceof ObjectNode behavior) {
                spec.set("behavior", behavior);
            }
            if (root.path("status") instanceof ObjectNode status) {
                ArrayNode current = status.putArray("currentMetrics");
                if (status.hasNonNull(CURRENT_UTILIZATION)) {
                    current.addObject().put("type", "Resource").putObject("resource").put("name", "cpu").putObject("current").set("averageUtilization",
                            status.remove(CURRENT_UTILIZATION));
                }
                take(root, CURRENT_METRICS).forEach(current::add);
                if (take(root, CONDITIONS) instanceof ArrayNode conditions) {
                    status.set("conditions", conditions);
                }
            }
        });
    }

    private static Document fromV2(Document stored) {
        return stored.edited(root -> {
            root.put("apiVersion", "autoscaling/v1");
            ObjectNode spec = root.withObjectProperty("spec");
            ArrayNode others = root.arrayNode();
            for (JsonNode metric : spec.path("metrics")) {
                JsonNode utilization = metric.path("resource").path("target").path("averageUtilization");
                if (cpu(metric) && utilization.isNumber() && !spec.has(UTILIZATION)) {
                    spec.set(UTILIZATION, utilization);
                } else {
                    others.add(metric);
                }
            }
            spec.remove("metrics");
            keep(root, METRICS, others);
            keep(root, BEHAVIOR, spec.path("behavior"));
            spec.remove("behavior");
            if (root.path("status") instanceof ObjectNode status) {
                status(root, status);
            }
        });
    }

    private static void status(ObjectNode root, ObjectNode status) {
        ArrayNode others = root.arrayNode();
        for (JsonNode metric : status.path("currentMetrics")) {
            JsonNode utilization = metric.path("resource").path("current").path("averageUtilization");
            if (cpu(metric) && utilization.isNumber() && !status.has(CURRENT_UTILIZATION)) {
                status.set(CURRENT_UTILIZATION, utilization);
            } else {
                others.add(metric);
            }
        }
        keep(root, CURRENT_METRICS, others);
        keep(root, CONDITIONS, status.path("conditions"));
        status.remove(List.of("currentMetrics", "conditions"));
    }

    private static boolean cpu(JsonNode metric) {
        return metric.path("type").asText().equals("Resource") && metric.path("resource").path("name").asText().equals("cpu");
    }

    private static void keep(ObjectNode root, String annotation, JsonNode value) {
        if (!value.isEmpty()) {
            root.withObjectProperty("metadata").withObjectProperty("annotations").put(annotation, value.toString());
        }
    }

    /// What is no JSON is nobody's metric.
    private static JsonNode take(ObjectNode root, String annotation) {
        if (!(root.path("metadata").path("annotations") instanceof ObjectNode annotations) || !annotations.has(annotation)) {
            return root.missingNode();
        }
        String text = annotations.remove(annotation).asText();
        if (annotations.isEmpty()) {
            root.withObjectProperty("metadata").remove("annotations");
        }
        try {
            return Document.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return root.missingNode();
        }
    }
}
