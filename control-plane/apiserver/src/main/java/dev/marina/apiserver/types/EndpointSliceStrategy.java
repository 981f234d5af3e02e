package dev.marina.apiserver.types;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// An EndpointSlice has addresses of one type, which never changes. pkg/apis/discovery/validation/validation.go
final class EndpointSliceStrategy implements ResourceStrategy {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.oneOf("addressType", object.text("addressType"), "FQDN", "IPv4", "IPv6");
        for (int i = 0; i < object.at("endpoints").size(); i++) {
            if (object.at("endpoints").get(i).path("addresses").isEmpty()) {
                errors.required("endpoints[" + i + "].addresses", "must contain at least 1 address");
            }
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        errors.immutable("addressType", object.at("addressType"), stored.at("addressType"));
        return errors.found();
    }
}
