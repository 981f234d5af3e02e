package dev.marina.apiserver.types.resource;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.DeviceRules;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.MetadataRules;
import java.util.List;

/// What the claims of pods are made from. pkg/registry/resource/resourceclaimtemplate/strategy.go
public final class ResourceClaimTemplateType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates")
            .strategy(new ResourceClaimTemplateType())
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> ClaimDefaults.fill(root.path("spec").path("spec")));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        MetadataRules.common(errors, object.at("spec", "metadata"), "spec.metadata");
        errors.addAll(SelectorExpressions.ofClaim(DeviceRules.claim(object.at("spec", "spec"), "spec.spec"), object.at("spec", "spec"), "spec.spec"));
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        return errors.found();
    }
}
