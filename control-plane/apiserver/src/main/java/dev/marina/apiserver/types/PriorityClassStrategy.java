package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// The value of a PriorityClass never changes, since pods carry it. pkg/apis/scheduling/validation/validation.go
final class PriorityClassStrategy implements ResourceStrategy {

    private static final long HIGHEST_OF_USERS = 1_000_000_000;

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
