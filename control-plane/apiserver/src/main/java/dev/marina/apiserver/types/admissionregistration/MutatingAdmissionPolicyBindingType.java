package dev.marina.apiserver.types.admissionregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.Optional;

/// Where a MutatingAdmissionPolicy holds, and with which parameters.
public final class MutatingAdmissionPolicyBindingType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings").clusterScoped()
            .categories("api-extensions").strategy(new MutatingAdmissionPolicyBindingType())
            .columns(name(), text("PolicyName", binding -> binding.text("spec", "policyName")), ParameterRules.referenceColumn(), age())
            .build();

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
        MatchRules.checkMutated(errors, object.at("spec", "matchResources"), "spec.matchResources");
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return StaticNames.warnings(object.name());
    }
}
