package dev.marina.apiserver.types.admissionregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where a ValidatingAdmissionPolicy holds, with which parameters, and what becomes of what does not fulfil it.
public final class ValidatingAdmissionPolicyBindingType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings").clusterScoped()
            .categories("api-extensions").strategy(new ValidatingAdmissionPolicyBindingType())
            .columns(name(), text("PolicyName", binding -> binding.text("spec", "policyName")), ParameterRules.referenceColumn(), age())
            .build();

    private static final String[] ACTIONS = {"Audit", "Deny", "Warn"};

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> MatchRules.defaultResources(root.path("spec"), "matchResources"));
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        PolicyRules.binding(errors, object);
        JsonNode actions = object.at("spec", "validationActions");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            String action = actions.get(i).asText();
            String path = "spec.validationActions[" + i + "]";
            if (!List.of(ACTIONS).contains(action)) {
                errors.notSupported(path, action, ACTIONS);
            }
            if (!seen.add(action)) {
                errors.duplicate(path, action);
            }
        }
        if (seen.containsAll(List.of("Deny", "Warn"))) {
            errors.invalid("spec.validationActions", actions,
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
        if (seen.isEmpty()) {
            errors.required("spec.validationActions", "at least one validation action is required");
        }
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return StaticNames.warnings(object.name());
    }
}
