package dev.marina.apiserver.types.autoscaling;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.MetricTargets;
import dev.marina.apiserver.validation.AutoscalerRules;
import java.util.List;

/// How many pods of a workload there are, by what they are busy with. pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go,
/// pkg/apis/autoscaling/v2/defaults.go, printHorizontalPodAutoscaler in pkg/printers/internalversion/printers.go
public class HorizontalPodAutoscalerType extends StatusStrategy {

    static final List<Column> COLUMNS = List.of(name(),
            text("Reference", object -> object.text("spec", "scaleTargetRef", "kind") + "/" + object.text("spec", "scaleTargetRef", "name")),
            text("Targets", MetricTargets::text),
            text("MinPods", object -> object.has("spec", "minReplicas") ? object.at("spec", "minReplicas").asText() : "<unset>"),
            Columns.number("MaxPods", object -> object.at("spec", "maxReplicas").asInt()),
            Columns.number("Replicas", object -> object.at("status", "currentReplicas").asInt()), age());

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
            .shortNames("hpa").categories("all").strategy(new HorizontalPodAutoscalerType()).status().columns(COLUMNS).build();

    private static final int USUAL_UTILIZATION = 80;

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            number(spec, "minReplicas", 1);
            if (spec.path("metrics").isEmpty()) {
                spec.putArray("metrics").addObject().put("type", "Resource").putObject("resource").put("name", "cpu")
                        .putObject("target").put("type", "Utilization").put("averageUtilization", USUAL_UTILIZATION);
            }
            if (spec.path("behavior") instanceof ObjectNode behavior) {
                behaviour(behavior);
            }
        });
    }

    private static void behaviour(ObjectNode behavior) {
        ObjectNode up = behavior.withObjectProperty("scaleUp");
        text(up, "selectPolicy", "Max");
        number(up, "stabilizationWindowSeconds", 0);
        if (up.path("policies").isEmpty()) {
            policy(up.putArray("policies"), "Pods", 4);
            policy((ArrayNode) up.path("policies"), "Percent", 100);
        }
        ObjectNode down = behavior.withObjectProperty("scaleDown");
        text(down, "selectPolicy", "Max");
        if (down.path("policies").isEmpty()) {
            policy(down.putArray("policies"), "Percent", 100);
        }
    }

    private static void policy(ArrayNode policies, String type, int value) {
        policies.addObject().put("type", type).put("value", value).put("periodSeconds", 15);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return AutoscalerRules.check(object.at("spec"));
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        JsonNode spec = object.at("spec");
        return spec.equals(stored.at("spec")) ? List.of() : AutoscalerRules.check(spec);
    }
}
