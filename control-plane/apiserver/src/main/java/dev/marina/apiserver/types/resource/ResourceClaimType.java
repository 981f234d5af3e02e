package dev.marina.apiserver.types.resource;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.ClaimStatusRules;
import dev.marina.apiserver.validation.DeviceRules;
import dev.marina.apiserver.validation.Errors;
import java.util.ArrayList;
import java.util.List;

/// Devices that somebody asks for; what is asked for never changes. pkg/registry/resource/resourceclaim/strategy.go, printResourceClaim in
/// pkg/printers/internalversion/printers.go
public final class ResourceClaimType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("resource.k8s.io", "v1", "ResourceClaim", "resourceclaims")
            .strategy(new ResourceClaimType()).status()
            .columns(name(), text("State", ResourceClaimType::state), age())
            .build();

    private static String state(Document claim) {
        List<String> states = new ArrayList<>();
        boolean allocated = claim.has("status", "allocation");
        if (claim.terminating()) {
            states.add("deleted");
        } else if (!allocated) {
            states.add("pending");
        }
        if (allocated) {
            states.add("allocated");
        }
        if (allocated && !claim.at("status", "reservedFor").isEmpty()) {
            states.add("reserved");
        }
        return String.join(",", states);
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> ClaimDefaults.fill(root.path("spec")));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return SelectorExpressions.ofClaim(DeviceRules.claim(object.at("spec"), "spec"), object.at("spec"), "spec");
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("spec", object.at("spec"), stored.at("spec"));
        return errors.found();
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return ClaimStatusRules.check(object, stored);
    }
}
