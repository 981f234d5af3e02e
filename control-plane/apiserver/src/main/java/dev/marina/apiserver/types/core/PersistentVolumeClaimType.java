package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.warning.ClaimWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// PersistentVolumeClaims begin Pending; after binding their spec stays, except that the request may grow.
/// ValidatePersistentVolumeClaim and …Update in pkg/apis/core/validation/validation.go
public final class PersistentVolumeClaimType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims")
            .shortNames("pvc")
            .strategy(new PersistentVolumeClaimType()).status()
            .columns(
                    name(),
                    text("Status", claim -> claim.terminating() ? "Terminating" : claim.text("status", "phase")),
                    text("Volume", claim -> claim.text("spec", "volumeName")),
                    text("Capacity", claim -> claim.text("spec", "volumeName").isEmpty() ? "" : claim.text("status", "capacity", "storage")),
                    text("Access Modes", claim -> claim.text("spec", "volumeName").isEmpty() ? "" : AccessModes.shortNames(claim.at("status", "accessModes"))),
                    text("StorageClass", claim -> claim.text("spec", "storageClassName")),
                    text("VolumeAttributesClass", claim -> Cells.orUnset(claim.text("spec", "volumeAttributesClassName"))), age(),
                    wide("VolumeMode", claim -> claim.text("spec", "volumeMode")))
            .build();

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> text(root.withObjectProperty("spec"), "volumeMode", "Filesystem"));
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> {
            root.putObject("status").put("phase", "Pending");
            DataSourceRules.normalize(root.withObjectProperty("spec"));
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        AccessModes.check(errors, object.at("spec", "accessModes"));
        JsonNode size = object.at("spec", "resources", "requests").path("storage");
        if (size.isMissingNode()) {
            errors.required("spec.resources[storage]");
        } else if (Quantities.valid(size.asText()) && Quantities.value(size.asText()).signum() <= 0) {
            errors.invalid("spec.resources[storage]", size.asText(), "must be greater than zero");
        }
        DataSourceRules.check(errors, object.at("spec"));
        errors.oneOf("spec.volumeMode", object.at("spec", "volumeMode").asText("Filesystem"), "Block", "Filesystem");
        attributesClass(errors, object);
        return errors.found();
    }

    private static void attributesClass(Errors errors, Document claim) {
        String name = claim.text("spec", "volumeAttributesClassName");
        if (!name.isEmpty()) {
            errors.invalid("spec.volumeAttributesClassName", name, Names.dnsSubdomain(name));
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        if (!fixedPart(object, stored).equals(fixedPart(stored, stored))) {
            errors.forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
        String attributes = object.text("spec", "volumeAttributesClassName");
        if (!attributes.equals(stored.text("spec", "volumeAttributesClassName"))) {
            if (!stored.text("status", "phase").equals("Bound")) {
                errors.forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
            }
            attributesClass(errors, object);
        }
        if (attributes.isEmpty() && stored.has("status", "currentVolumeAttributesClassName")
                && !object.at("spec", "volumeAttributesClassName").equals(stored.at("spec", "volumeAttributesClassName"))) {
            errors.forbidden("spec.volumeAttributesClassName", "update to %s is forbidden when status.currentVolumeAttributesClassName is not nil"
                    .formatted(object.has("spec", "volumeAttributesClassName") ? "empty string" : "nil"));
        }
        errors.immutable("volumeMode", object.at("spec", "volumeMode"), stored.at("spec", "volumeMode"));
        JsonNode before = stored.at("spec", "resources", "requests").path("storage");
        JsonNode now = object.at("spec", "resources", "requests").path("storage");
        if (!now.equals(before)) {
            if (!stored.text("status", "phase").equals("Bound")) {
                errors.forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
            } else if (Quantities.valid(now.asText()) && Quantities.valid(before.asText())
                    && Quantities.value(now.asText()).compareTo(Quantities.value(before.asText())) < 0) {
                errors.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
            }
        }
        return errors.found();
    }

    /// The binder sets the volume's name once and a default class may be filled in; storage may be asked for more.
    private static JsonNode fixedPart(Document claim, Document stored) {
        ObjectNode spec = claim.at("spec").deepCopy();
        spec.remove(List.of("resources", "volumeAttributesClassName"));
        for (String field : List.of("volumeName", "storageClassName")) {
            if (!stored.has("spec", field)) {
                spec.remove(field);
            }
        }
        return spec;
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        ClaimWarnings.claim(warnings, object.root());
        return warnings.found();
    }
}
