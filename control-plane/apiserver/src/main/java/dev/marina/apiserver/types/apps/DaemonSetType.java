package dev.marina.apiserver.types.apps;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.defaulting.PodDefaults;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A pod on every node that takes it. SetDefaults_DaemonSet in pkg/apis/apps/v1/defaults.go, pkg/registry/apps/daemonset/strategy.go,
/// printDaemonSet in pkg/printers/internalversion/printers.go
public final class DaemonSetType extends WorkloadStrategy {

    /// Counts templates; older clients read it.
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("apps", "v1", "DaemonSet", "daemonsets").shortNames("ds").categories("all")
            .strategy(new DaemonSetType()).status()
            .columns(name(), count("Desired", "desiredNumberScheduled"), count("Current", "currentNumberScheduled"), count("Ready", "numberReady"),
                    count("Up-to-date", "updatedNumberScheduled"), count("Available", "numberAvailable"),
                    Columns.text("Node Selector", object -> Cells.orNone(Cells.keys(object.at("spec", "template", "spec", "nodeSelector")))), age(),
                    TemplateColumns.containers(), TemplateColumns.images(), TemplateColumns.selector())
            .build();

    private static Column count(String name, String field) {
        return Columns.number(name, object -> object.at("status", field).asInt());
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            ObjectNode strategy = spec.withObjectProperty("updateStrategy");
            text(strategy, "type", "RollingUpdate");
            if (strategy.path("type").asText().equals("RollingUpdate")) {
                ObjectNode rolling = strategy.withObjectProperty("rollingUpdate");
                number(rolling, "maxUnavailable", 1);
                number(rolling, "maxSurge", 0);
            }
            number(spec, "revisionHistoryLimit", 10);
            PodDefaults.template(spec);
        });
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return super.prepareForCreate(submitted).with("1", "metadata", "annotations", TEMPLATE_GENERATION);
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        long before = stored.at("metadata", "annotations", TEMPLATE_GENERATION).asLong(1);
        boolean changed = !submitted.at("spec", "template").equals(stored.at("spec", "template"));
        return super.prepareForUpdate(submitted, stored).with(Long.toString(changed ? before + 1 : before), "metadata", "annotations", TEMPLATE_GENERATION);
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.addAll(super.validateCreate(object));
        strategy(errors, object.at("spec", "updateStrategy"));
        errors.notNegative("spec.revisionHistoryLimit", object.at("spec", "revisionHistoryLimit"));
        return errors.found();
    }

    private static void strategy(Errors errors, JsonNode strategy) {
        switch (strategy.path("type").asText()) {
            case "OnDelete" -> {
            }
            case "RollingUpdate" -> rolling(errors, strategy.path("rollingUpdate"), "spec.updateStrategy.rollingUpdate");
            default -> errors.notSupported("spec.updateStrategy", strategy.path("type").asText(), "RollingUpdate", "OnDelete");
        }
    }

    private static void rolling(Errors errors, JsonNode rolling, String path) {
        for (String field : List.of("maxUnavailable", "maxSurge")) {
            errors.share(path + "." + field, rolling.path(field));
            Share.notMoreThanAll(errors, rolling.path(field), path + "." + field);
        }
        boolean unavailable = !Share.zero(rolling.path("maxUnavailable"));
        boolean surge = !Share.zero(rolling.path("maxSurge"));
        if (unavailable && surge) {
            errors.invalid(path + ".maxSurge", rolling.path("maxSurge"), "may not be set when maxUnavailable is non-zero");
        } else if (!unavailable && !surge) {
            errors.required(path + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
    }

    @Override
    protected boolean namesPods() {
        return false;
    }
}
