package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.Names;
import dev.marina.apiserver.warning.ClaimWarnings;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// PersistentVolumes begin Pending; their source never changes. ValidatePersistentVolume and …Update in upstream's validation.go
public final class PersistentVolumeType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "PersistentVolume", "persistentvolumes").clusterScoped()
            .shortNames("pv")
            .strategy(new PersistentVolumeType()).status()
            .columns(
                    name(),
                    text("Capacity", volume -> volume.text("spec", "capacity", "storage")),
                    text("Access Modes", volume -> AccessModes.shortNames(volume.at("spec", "accessModes"))),
                    text("Reclaim Policy", volume -> volume.text("spec", "persistentVolumeReclaimPolicy")),
                    text("Status", volume -> volume.terminating() ? "Terminating" : volume.text("status", "phase")),
                    text("Claim", volume -> volume.has("spec", "claimRef")
                            ? volume.text("spec", "claimRef", "namespace") + "/" + volume.text("spec", "claimRef", "name")
                            : ""),
                    text("StorageClass", volume -> volume.text("spec", "storageClassName")),
                    text("VolumeAttributesClass", volume -> Cells.orUnset(volume.text("spec", "volumeAttributesClassName"))),
                    text("Reason", volume -> volume.text("status", "reason")), age(),
                    wide("VolumeMode", volume -> volume.text("spec", "volumeMode")))
            .build();

    private static final List<String> NOT_SOURCES = List.of("accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity",
            "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode");

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            text(spec, "persistentVolumeReclaimPolicy", "Retain");
            text(spec, "volumeMode", "Filesystem");
            if (spec.path("hostPath") instanceof ObjectNode path) {
                text(path, "type", "");
            }
        });
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").put("phase", "Pending"));
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        AccessModes.check(errors, object.at("spec", "accessModes"));
        if (object.at("spec", "capacity").isEmpty()) {
            errors.required("spec.capacity");
        }
        List<String> sources = source(object).properties().stream().map(java.util.Map.Entry::getKey).toList();
        if (sources.isEmpty()) {
            errors.required("spec", "must specify a volume type");
        }
        sources.stream().skip(1).forEach(kind -> errors.forbidden("spec." + kind, "may not specify more than 1 volume type"));
        if (object.has("spec", "local") && !object.at("spec", "nodeAffinity").has("required")) {
            errors.required("spec.nodeAffinity", "Local volume requires node affinity");
        }
        errors.oneOf("spec.persistentVolumeReclaimPolicy", object.text("spec", "persistentVolumeReclaimPolicy"), "Delete", "Recycle", "Retain");
        if (object.has("spec", "volumeAttributesClassName")) {
            attributesClass(errors, object);
        }
        errors.oneOf("spec.volumeMode", object.text("spec", "volumeMode"), "Block", "Filesystem");
        return errors.found();
    }

    private static void attributesClass(Errors errors, Document volume) {
        String name = volume.text("spec", "volumeAttributesClassName");
        if (name.isEmpty()) {
            errors.required("spec.volumeAttributesClassName", "an empty string is disallowed");
        } else {
            errors.invalid("spec.volumeAttributesClassName", name, Names.dnsSubdomain(name));
        }
        if (!volume.has("spec", "csi")) {
            errors.required("spec.csi", "has to be specified when using volumeAttributesClassName");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        if (!source(object).equals(source(stored))) {
            errors.forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        }
        if (stored.has("spec", "volumeAttributesClassName") && !object.has("spec", "volumeAttributesClassName")) {
            errors.forbidden("spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden");
        }
        errors.immutable("volumeMode", object.at("spec", "volumeMode"), stored.at("spec", "volumeMode"));
        return errors.found();
    }

    private static ObjectNode source(Document volume) {
        ObjectNode spec = volume.at("spec").deepCopy();
        spec.remove(NOT_SOURCES);
        return spec;
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        ClaimWarnings.volume(warnings, object.root());
        return warnings.found();
    }
}
