package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.QuantityRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Quotas limit amounts, none of them negative, in scopes that never change.
/// ValidateResourceQuotaSpec and …Update in pkg/apis/core/validation/validation.go
public final class ResourceQuotaType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ResourceQuota", "resourcequotas").shortNames("quota")
            .strategy(new ResourceQuotaType()).status()
            .columns(name(), text("Request", object -> amounts(object, false)), text("Limit", object -> amounts(object, true)), age())
            .build();

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        for (Map.Entry<String, JsonNode> limit : object.at("spec", "hard").properties()) {
            QuantityRules.amount(errors, limit.getValue(), "spec.hard[" + limit.getKey() + "]");
        }
        QuotaScopeRules.check(errors, object);
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        if (!scopes(object).equals(scopes(stored))) {
            errors.invalid("spec.scopes", object.at("spec", "scopes"), "field is immutable");
        }
        return errors.found();
    }

    private static Set<String> scopes(Document quota) {
        return quota.at("spec", "scopes").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    }

    /// `cpu: 1/4, pods: 2/10`
    private static String amounts(Document quota, boolean limits) {
        return quota.at("status", "hard").properties().stream()
                .filter(entry -> entry.getKey().startsWith("limits") == limits)
                .map(entry -> entry.getKey() + ": " + quota.text("status", "used", entry.getKey()) + "/" + entry.getValue().asText())
                .collect(Collectors.joining(", "));
    }
}
