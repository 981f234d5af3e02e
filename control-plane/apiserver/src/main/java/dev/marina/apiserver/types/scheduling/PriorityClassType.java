package dev.marina.apiserver.types.scheduling;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// The value of a PriorityClass never changes, since pods carry it. pkg/apis/scheduling/validation/validation.go
public final class PriorityClassType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses")
            .clusterScoped().shortNames("pc")
            .strategy(new PriorityClassType())
            .columns(name(), number("Value", object -> object.at("value").asLong()),
                    Columns.text("Global-Default", object -> Boolean.toString(object.at("globalDefault").asBoolean())), age(),
                    Columns.text("PreemptionPolicy", object -> object.text("preemptionPolicy")))
            .build();

    private static final long HIGHEST_OF_USERS = 1_000_000_000;

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> text(root, "preemptionPolicy", "PreemptLowerPriority"));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (!object.name().startsWith("system-") && object.at("value").asLong() > HIGHEST_OF_USERS) {
            errors.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
        }
        errors.oneOf("preemptionPolicy", object.text("preemptionPolicy"), "PreemptLowerPriority", "Never");
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        if (object.at("value").asLong() != stored.at("value").asLong()) {
            errors.forbidden("value", "may not be changed in an update.");
        }
        errors.immutable("preemptionPolicy", object.at("preemptionPolicy"), stored.at("preemptionPolicy"));
        return errors.found();
    }
}
