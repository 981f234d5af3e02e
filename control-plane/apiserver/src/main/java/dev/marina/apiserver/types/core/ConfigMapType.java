package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// Settings for pods. ValidateConfigMap and …Update in pkg/apis/core/validation/validation.go
public final class ConfigMapType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ConfigMap", "configmaps").shortNames("cm")
            .strategy(new ConfigMapType())
            .columns(name(), number("Data", object -> object.at("data").size() + object.at("binaryData").size()), age())
            .build();

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        KeyedData.check(errors, object, "");
        object.at("binaryData").fieldNames().forEachRemaining(key -> {
            if (object.at("data").has(key)) {
                errors.invalid("binaryData[" + key + "]", key, "duplicate of key present in data");
            }
        });
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        KeyedData.checkUnchanged(errors, object, stored);
        return errors.found();
    }
}
