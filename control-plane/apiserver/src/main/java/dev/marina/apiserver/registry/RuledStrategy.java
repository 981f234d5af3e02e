package dev.marina.apiserver.registry;

import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;

/// What is common to types without a status whose rules name missing fields themselves and hold for every write.
public abstract class RuledStrategy implements ResourceStrategy {

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public final List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>(validateCreate(object));
        errors.addAll(validateChange(object, stored));
        return errors;
    }

    /// What is wrong with a change that would not be wrong with a new object.
    protected List<FieldError> validateChange(Document object, Document stored) {
        return List.of();
    }
}
