package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.validation.Errors;
import java.util.List;

/// PersistentVolumes begin Pending; their source never changes. ValidatePersistentVolume and …Update in upstream's validation.go
final class VolumeStrategy extends StatusStrategy {

    private static final List<String> NOT_SOURCES = List.of("accessModes", "capacity", "claimRef", "mountOptions", "nodeAffinity",
            "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName", "volumeMode");

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").put("phase", "Pending"));
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        accessModes(errors, object.at("spec", "accessModes"));
        if (object.at("spec", "capacity").isEmpty()) {
            errors.required("spec.capacity");
        }
        List<String> sources = source(object).properties().stream().map(java.util.Map.Entry::getKey).toList();
        if (sources.isEmpty()) {
            errors.required("spec", "must specify a volume type");
        }
        sources.stream().skip(1).forEach(kind -> errors.forbidden("spec." + kind, "may not specify more than 1 volume type"));
        errors.oneOf("spec.persistentVolumeReclaimPolicy", object.text("spec", "persistentVolumeReclaimPolicy"), "Delete", "Recycle", "Retain");
        return errors.found();
    }

    static void accessModes(Errors errors, JsonNode modes) {
        if (modes.isEmpty()) {
            errors.required("spec.accessModes", "at least 1 access mode is required");
        }
        boolean single = modes.valueStream().anyMatch(mode -> mode.asText().equals("ReadWriteOncePod"));
        modes.forEach(mode -> errors.oneOf("spec.accessModes", mode.asText(), "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"));
        if (single && modes.size() > 1) {
            errors.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        if (!source(object).equals(source(stored))) {
            errors.forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        }
        errors.immutable("spec.volumeMode", object.at("spec", "volumeMode"), stored.at("spec", "volumeMode"));
        return errors.found();
    }

    private static ObjectNode source(Document volume) {
        ObjectNode spec = volume.at("spec").deepCopy();
        spec.remove(NOT_SOURCES);
        return spec;
    }
}
