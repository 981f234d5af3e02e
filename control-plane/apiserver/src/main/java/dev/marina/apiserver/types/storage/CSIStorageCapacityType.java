package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.validation.SelectorRules;
import dev.marina.apiserver.warning.NodeLabels;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// How much a driver could still make of a class for some nodes; drivers of a tenant's own write it, whoever places pods reads it.
/// ValidateCSIStorageCapacity in pkg/apis/storage/validation/validation.go
public final class CSIStorageCapacityType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities")
            .strategy(new CSIStorageCapacityType())
            .columns(name(), text("StorageClassName", object -> object.text("storageClassName")),
                    text("Capacity", object -> object.has("capacity") ? object.text("capacity") : "<unset>"))
            .build();

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        SelectorRules.check(errors, object.at("nodeTopology"), "nodeTopology");
        errors.invalid("storageClassName", object.text("storageClassName"), Names.dnsSubdomain(object.text("storageClassName")));
        String capacity = object.text("capacity");
        if (Quantities.valid(capacity) && Quantities.value(capacity).signum() < 0) {
            errors.invalid("capacity", capacity, "must be greater than or equal to 0");
        }
        return errors.found();
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.immutable("nodeTopology", object.at("nodeTopology"), stored.at("nodeTopology"));
        errors.immutable("storageClassName", object.at("storageClassName"), stored.at("storageClassName"));
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        NodeLabels.selector(warnings, "nodeTopology", object.at("nodeTopology"));
        return warnings.found();
    }
}
