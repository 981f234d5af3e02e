package dev.marina.apiserver.types.apps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.apiserver.warning.PodWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What runs pods from a template has in common: the selector matches the template and never changes.
/// pkg/apis/apps/validation/validation.go
abstract class WorkloadStrategy extends SpecStrategy {

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
        errors.addAll(templateErrors(object));
        return errors.found();
    }

    protected List<FieldError> templateErrors(Document object) {
        return PodRules.running(object.at("spec", "template"), "spec.template", object.kind(), Set.of());
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec.selector", object.at("spec", "selector"), stored.at("spec", "selector"));
        return errors.found();
    }

    /// Of a template where anything but the status has changed.
    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty() && namesPods()) {
            warnings.podNames(object.name());
        }
        if (Warnings.concern(object, stored)) {
            PodWarnings.template(warnings, "spec.template", object.at("spec", "template"));
        }
        furtherWarnings(warnings, object);
        return warnings.found();
    }

    /// Whether its own name is in the names of its pods, and may be none that they can have.
    protected boolean namesPods() {
        return true;
    }

    protected void furtherWarnings(Warnings warnings, Document object) {}
}
