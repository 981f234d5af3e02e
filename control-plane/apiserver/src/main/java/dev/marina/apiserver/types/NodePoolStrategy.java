package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A NodePool belongs to one cluster for ever; its nodes are at least big enough to run something.
final class NodePoolStrategy extends StatusStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("spec", "cluster").isEmpty()) {
            errors.required("spec.cluster");
        }
        errors.notNegative("spec.replicas", object.at("spec", "replicas"));
        for (String field : List.of("cpu", "memory")) {
            String amount = object.text("spec", field);
            if (Quantities.valid(amount) && Quantities.value(amount).signum() <= 0) {
                errors.invalid("spec." + field, amount, "must be greater than zero");
            } else if (!Quantities.valid(amount)) {
                errors.invalid("spec." + field, amount, "must be a quantity such as 500m, 2 or 1.5Gi");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        errors.immutable("spec.cluster", object.at("spec", "cluster"), stored.at("spec", "cluster"));
        return errors.found();
    }
}
