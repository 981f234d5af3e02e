package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ScalePaths;
import dev.marina.apiserver.registry.SpecStrategy;
import dev.marina.apiserver.types.apps.TemplateColumns;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.validation.ReplicaCounts;
import dev.marina.apiserver.warning.PodWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A number of pods of one template, as it was before replica sets. pkg/registry/core/replicationcontroller/strategy.go,
/// ValidateReplicationController in pkg/apis/core/validation/validation.go
public final class ReplicationControllerType extends SpecStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ReplicationController", "replicationcontrollers")
            .shortNames("rc").categories("all")
            .strategy(new ReplicationControllerType()).status().scale()
            .columns(name(),
                    Columns.number("Desired", object -> object.at("spec", "replicas").asInt()),
                    Columns.number("Current", object -> object.at("status", "replicas").asInt()),
                    Columns.number("Ready", object -> object.at("status", "readyReplicas").asInt()), age(),
                    TemplateColumns.containers(), TemplateColumns.images(), TemplateColumns.labels())
            .build();

    /// What is not said of labels and selector is what the template says.
    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            number(spec, "replicas", 1);
            if (!spec.path("template").isObject()) {
                return;
            }
            PodDefaults.template(spec);
            if (spec.path("template").path("metadata").path("labels") instanceof ObjectNode labels) {
                if (spec.path("selector").isEmpty()) {
                    spec.set("selector", labels.deepCopy());
                }
                ObjectNode metadata = root.withObjectProperty("metadata");
                if (metadata.path("labels").isEmpty()) {
                    metadata.set("labels", labels.deepCopy());
                }
            }
        });
    }

    /// For compatibility: its pods stay unless somebody says otherwise.
    @Override
    public boolean orphansDependents() {
        return true;
    }

    @Override
    public ScalePaths scale() {
        return ScalePaths.selectedBy("spec", "selector");
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        errors.notNegative("spec.minReadySeconds", spec.path("minReadySeconds"));
        JsonNode selector = spec.path("selector");
        if (selector.isEmpty()) {
            errors.required("spec.selector");
        }
        errors.notNegative("spec.replicas", spec.path("replicas"));
        if (!spec.path("template").isObject()) {
            errors.required("spec.template");
            return errors.found();
        }
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (selector.properties().stream().anyMatch(wanted -> !wanted.getValue().equals(labels.get(wanted.getKey())))) {
            errors.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
        }
        errors.addAll(PodRules.running(spec.path("template"), "spec.template", object.kind(), Set.of()));
        return errors.found();
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return ReplicaCounts.check(object.at("status"));
    }

    @Override
    public Map<String, String> selectable(Document object) {
        return Map.of("status.replicas", object.at("status", "replicas").asText("0"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        if (stored.isEmpty()) {
            warnings.podNames(object.name());
        }
        if (Warnings.concern(object, stored)) {
            PodWarnings.template(warnings, "spec.template", object.at("spec", "template"));
        }
        return warnings.found();
    }
}
