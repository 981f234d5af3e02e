package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;

/// What is common to types whose generation follows their spec: its rules name missing fields themselves, and a spec that has not
/// changed is as valid as it was, for controllers and people write metadata often.
public abstract class SpecStrategy extends StatusStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public final List<FieldError> validateUpdate(Document object, Document stored) {
        if (object.at("spec").equals(stored.at("spec"))) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>(validateCreate(object));
        errors.addAll(validateChange(object, stored));
        return errors;
    }

    /// What is wrong with a change of the spec that would not be wrong with a new object.
    protected List<FieldError> validateChange(Document object, Document stored) {
        return List.of();
    }
}
