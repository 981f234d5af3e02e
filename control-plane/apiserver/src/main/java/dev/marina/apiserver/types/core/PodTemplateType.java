package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.PodRules;
import dev.marina.apiserver.warning.PodWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A description of pods, kept for whoever makes them from it. pkg/registry/core/podtemplate/strategy.go
public final class PodTemplateType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "PodTemplate", "podtemplates")
            .strategy(new PodTemplateType())
            .columns(name(), text("Containers", object -> Cells.containers(object.at("template", "spec"), "name")),
                    text("Images", object -> Cells.containers(object.at("template", "spec"), "image")),
                    text("Pod Labels", object -> Cells.orNone(Cells.keys(object.at("template", "metadata", "labels")))))
            .build();

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(PodDefaults::template);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return PodRules.running(object.at("template"), "template", "ReplicaSet", Set.of());
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        PodWarnings.template(warnings, "template", object.at("template"));
        return warnings.found();
    }
}
