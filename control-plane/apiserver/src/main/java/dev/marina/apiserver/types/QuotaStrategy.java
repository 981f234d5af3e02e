package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.QuantityRules;
import java.util.List;
import java.util.Map;

/// Quotas limit amounts, none of them negative.
final class QuotaStrategy extends StatusStrategy {

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (Map.Entry<String, JsonNode> limit : object.at("spec", "hard").properties()) {
            QuantityRules.amount(errors, limit.getValue(), "spec.hard[" + limit.getKey() + "]");
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }
}
