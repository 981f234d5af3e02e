package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// A Cluster's addresses are chosen when it is made.
final class ClusterStrategy extends StatusStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr")) {
            String value = object.text("spec", field);
            if (!value.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}")) {
                errors.invalid("spec." + field, value, "must be an IPv4 network such as 10.244.0.0/16");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        for (String field : List.of("podCidr", "serviceCidr")) {
            errors.immutable("spec." + field, object.at("spec", field), stored.at("spec", field));
        }
        return errors.found();
    }
}
