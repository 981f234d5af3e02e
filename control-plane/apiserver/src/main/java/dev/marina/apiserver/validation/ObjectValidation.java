package dev.marina.apiserver.validation;

import dev.marina.api.Document;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.ArrayList;
import java.util.List;

/// Everything that makes an object valid: its metadata, what its schema requires, what its type adds.
public final class ObjectValidation {

    private ObjectValidation() {}

    /// @param name given or generated
    public static List<FieldError> create(ResourceDefinition definition, Document object, String name, Schemas schemas) {
        List<FieldError> errors = new ArrayList<>(MetadataRules.check(definition, object, name));
        errors.addAll(required(definition, object, schemas));
        errors.addAll(definition.strategy().validateCreate(object));
        return errors;
    }

    /// What changes nothing of the spec has metadata to be looked at, and the status.
    public static List<FieldError> update(ResourceDefinition definition, String subresource, Document object, Document stored, Schemas schemas) {
        List<FieldError> errors = new ArrayList<>();
        if (!object.at("metadata").equals(stored.at("metadata"))) {
            errors.addAll(MetadataRules.check(definition, object, object.name()));
            errors.addAll(MetadataRules.checkUpdate(object, stored));
        }
        switch (subresource) {
            case "status" -> errors.addAll(definition.strategy().validateStatus(object, stored));
            case "finalize" -> {
            }
            default -> {
                errors.addAll(required(definition, object, schemas));
                errors.addAll(definition.strategy().through(subresource).validateUpdate(object, stored));
            }
        }
        return errors;
    }

    private static List<FieldError> required(ResourceDefinition definition, Document object, Schemas schemas) {
        return definition.strategy().namesRequiredFields() ? List.of() : RequiredFields.check(object, definition.schema(), schemas);
    }
}
