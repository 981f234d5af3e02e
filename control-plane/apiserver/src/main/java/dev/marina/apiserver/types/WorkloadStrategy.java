package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.PodRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Deployments and ReplicaSets: the selector matches the template and never changes.
/// pkg/apis/apps/validation/validation.go
final class WorkloadStrategy extends StatusStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode replicas = object.at("spec", "replicas");
        if (replicas.isNumber() && replicas.asLong() < 0) {
            errors.add(new FieldError("FieldValueInvalid", "spec.replicas",
                    "Invalid value: %s: must be greater than or equal to 0".formatted(replicas.asText())));
        }
        JsonNode selector = object.at("spec", "selector");
        boolean empty = selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty();
        if (empty) {
            errors.add(new FieldError("FieldValueRequired", "spec.selector", "Required value"));
        }
        JsonNode labels = object.at("spec", "template", "metadata", "labels");
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            if (!labels.path(wanted.getKey()).asText("").equals(wanted.getValue().asText()) || !labels.has(wanted.getKey())) {
                errors.add(new FieldError("FieldValueInvalid", "spec.template.metadata.labels",
                        "Invalid value: %s: `selector` does not match template `labels`".formatted(labels.isMissingNode() ? "null" : labels.toString())));
                break;
            }
        }
        errors.addAll(PodRules.template(object.at("spec", "template"), "spec.template"));
        return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>(validateCreate(object));
        if (!object.at("spec", "selector").equals(stored.at("spec", "selector"))) {
            errors.add(new FieldError("FieldValueInvalid", "spec.selector",
                    "Invalid value: %s: field is immutable".formatted(object.at("spec", "selector"))));
        }
        return errors;
    }
}
