package dev.marina.apiserver.types.networking;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.NetworkRules;
import java.util.List;
import java.util.stream.Collectors;

/// A network that Services get their addresses from. A second family may be added to one, nothing else changes.
/// pkg/registry/networking/servicecidr/strategy.go, ValidateServiceCIDR in pkg/apis/networking/validation/validation.go
public final class ServiceCIDRType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs").clusterScoped()
            .strategy(new ServiceCIDRType()).status()
            .columns(name(), text("CIDRs", object -> object.at("spec", "cidrs").valueStream().map(JsonNode::asText).collect(Collectors.joining(","))), age())
            .build();

    private static final String CIDRS = "spec.cidrs";

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        NetworkRules.networks(errors, object.at("spec", "cidrs"), CIDRS);
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        JsonNode now = object.at("spec", "cidrs");
        JsonNode before = stored.at("spec", "cidrs");
        boolean added = before.size() == 1 && now.size() == 2;
        if (now.size() != before.size() && !added) {
            errors.invalid(CIDRS, now, "field is immutable");
            return errors.found();
        }
        for (int i = 0; i < before.size(); i++) {
            errors.immutable(CIDRS + "[" + i + "]", now.get(i), before.get(i));
        }
        if (added) {
            errors.addAll(validateCreate(object));
        }
        return errors.found();
    }
}
