package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.Defaults;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A number of pods that are replaced step by step when their template changes.
/// ValidateDeploymentSpec in pkg/apis/apps/validation/validation.go, printDeployment in pkg/printers/internalversion/printers.go
public final class DeploymentType extends WorkloadStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps", "v1", "Deployment", "deployments").shortNames("deploy")
            .categories("all")
            .strategy(new DeploymentType()).status().scale()
            .columns(name(),
                    text("Ready", object -> object.at("status", "readyReplicas").asInt() + "/" + object.at("spec", "replicas").asInt()),
                    text("Up-to-date", object -> Integer.toString(object.at("status", "updatedReplicas").asInt())),
                    text("Available", object -> Integer.toString(object.at("status", "availableReplicas").asInt())), age(),
                    TemplateColumns.containers(), TemplateColumns.images(), TemplateColumns.selector())
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            number(spec, "replicas", 1);
            number(spec, "revisionHistoryLimit", 10);
            number(spec, "progressDeadlineSeconds", 600);
            ObjectNode strategy = spec.withObjectProperty("strategy");
            Defaults.text(strategy, "type", "RollingUpdate");
            if (strategy.path("type").asText().equals("RollingUpdate")) {
                ObjectNode rolling = strategy.withObjectProperty("rollingUpdate");
                Defaults.text(rolling, "maxUnavailable", "25%");
                Defaults.text(rolling, "maxSurge", "25%");
            }
            PodDefaults.template(spec);
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.addAll(super.validateCreate(object));
        deployment(errors, object.at("spec"));
        return errors.found();
    }

    private static void deployment(Errors errors, JsonNode spec) {
        errors.notNegative("spec.revisionHistoryLimit", spec.path("revisionHistoryLimit"));
        long deadline = spec.path("progressDeadlineSeconds").asLong(600);
        if (deadline <= spec.path("minReadySeconds").asLong()) {
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
        }
        JsonNode rolling = spec.path("strategy").path("rollingUpdate");
        switch (spec.path("strategy").path("type").asText()) {
            case "Recreate" -> {
                if (rolling.isObject()) {
                    errors.forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
                }
            }
            case "RollingUpdate" -> {
                errors.share("spec.strategy.rollingUpdate.maxUnavailable", rolling.path("maxUnavailable"));
                errors.share("spec.strategy.rollingUpdate.maxSurge", rolling.path("maxSurge"));
                Share.notMoreThanAll(errors, rolling.path("maxUnavailable"), "spec.strategy.rollingUpdate.maxUnavailable");
                if (Share.zero(rolling.path("maxUnavailable")) && Share.zero(rolling.path("maxSurge"))) {
                    errors.invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling.path("maxUnavailable"), "may not be 0 when `maxSurge` is 0");
                }
            }
            default -> errors.notSupported("spec.strategy.type", spec.path("strategy").path("type").asText(), "Recreate", "RollingUpdate");
        }
    }
}
