package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A StorageClass says how volumes are made; afterwards only whether they may grow, and its metadata, change.
/// pkg/apis/storage/validation/validation.go
final class StorageClassStrategy implements ResourceStrategy {

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("provisioner").isEmpty()) {
            errors.required("provisioner");
        }
        errors.oneOf("reclaimPolicy", object.text("reclaimPolicy"), "Delete", "Retain");
        errors.oneOf("volumeBindingMode", object.text("volumeBindingMode"), "Immediate", "WaitForFirstConsumer");
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        for (String field : List.of("parameters", "provisioner")) {
            if (!object.at(field).equals(stored.at(field))) {
                errors.forbidden(field, "updates to %s are forbidden.".formatted(field));
            }
        }
        errors.immutable("reclaimPolicy", object.at("reclaimPolicy"), stored.at("reclaimPolicy"));
        errors.immutable("volumeBindingMode", object.at("volumeBindingMode"), stored.at("volumeBindingMode"));
        return errors.found();
    }
}
