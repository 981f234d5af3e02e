package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.validation.SelectorRules;
import java.util.List;

/// Deployments and ReplicaSets: the selector matches the template and never changes.
/// pkg/apis/apps/validation/validation.go
final class WorkloadStrategy extends StatusStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.notNegative("spec.replicas", object.at("spec", "replicas"));
        errors.notNegative("spec.minReadySeconds", object.at("spec", "minReadySeconds"));
        JsonNode selector = object.at("spec", "selector");
        SelectorRules.check(errors, selector, "spec.selector");
        JsonNode labels = object.at("spec", "template", "metadata", "labels");
        if (!selector.isObject()) {
            errors.required("spec.selector");
        } else if (SelectorRules.empty(selector)) {
            errors.invalid("spec.selector", selector, "empty selector is invalid for " + object.kind().toLowerCase(java.util.Locale.ROOT));
        }
        if (selector.isObject() && !SelectorRules.empty(selector) && !SelectorRules.matches(selector, labels)) {
            errors.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
        }
        errors.addAll(PodRules.template(object.at("spec", "template"), "spec.template"));
        if (object.kind().equals("Deployment")) {
            deployment(errors, object.at("spec"));
        }
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
                share(errors, rolling.path("maxUnavailable"), "spec.strategy.rollingUpdate.maxUnavailable");
                share(errors, rolling.path("maxSurge"), "spec.strategy.rollingUpdate.maxSurge");
                if (zero(rolling.path("maxUnavailable")) && zero(rolling.path("maxSurge"))) {
                    errors.invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling.path("maxUnavailable"), "may not be 0 when `maxSurge` is 0");
                }
            }
            default -> errors.notSupported("spec.strategy.type", spec.path("strategy").path("type").asText(), "Recreate", "RollingUpdate");
        }
    }

    /// A number that is not negative, or a percentage.
    private static void share(Errors errors, JsonNode value, String path) {
        if (value.isTextual() && !value.asText().matches("[0-9]+%")) {
            errors.invalid(path, value.asText(), "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }
        errors.notNegative(path, value);
    }

    private static boolean zero(JsonNode value) {
        return value.asText().equals("0") || value.asText().equals("0%");
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        // what has not changed is valid; controllers write metadata often
        if (object.at("spec").equals(stored.at("spec"))) {
            return List.of();
        }
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        errors.immutable("spec.selector", object.at("spec", "selector"), stored.at("spec", "selector"));
        return errors.found();
    }
}
