package dev.marina.apiserver.types.resource;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.ClaimStatusRules;
import dev.marina.apiserver.validation.DeviceRules;
import dev.marina.apiserver.validation.Errors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /// Nothing more is told of devices that are given back, also by those who do not know that anything was. dropDeallocatedStatusDevices
    @Override
    public Document prepareForStatus(Document submitted, Document stored) {
        Set<List<String>> givenBack = devices(stored.at("status", "allocation", "devices", "results"));
        givenBack.removeAll(devices(submitted.at("status", "allocation", "devices", "results")));
        JsonNode told = submitted.at("status", "devices");
        if (givenBack.isEmpty() || told.isEmpty()) {
            return submitted;
        }
        List<JsonNode> left = told.valueStream().filter(device -> !givenBack.contains(id(device))).toList();
        return left.isEmpty()
                ? submitted.without("status", "devices")
                : submitted.with(Document.mapper().createArrayNode().addAll(left), "status", "devices");
    }

    private static Set<List<String>> devices(JsonNode results) {
        return results.valueStream().map(ResourceClaimType::id).collect(Collectors.toCollection(HashSet::new));
    }

    private static List<String> id(JsonNode device) {
        return List.of(device.path("driver").asText(), device.path("pool").asText(), device.path("device").asText(), device.path("shareID").asText());
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
