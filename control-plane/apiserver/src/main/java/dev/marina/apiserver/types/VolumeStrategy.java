package dev.marina.apiserver.types;

import dev.marina.api.Document;
import java.util.List;

/// PersistentVolumes begin Pending; their source never changes. ValidatePersistentVolumeUpdate in upstream's validation.go
final class VolumeStrategy extends StatusStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").put("phase", "Pending"));
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return object.at("spec", "csi").equals(stored.at("spec", "csi")) && object.at("spec", "hostPath").equals(stored.at("spec", "hostPath"))
                ? List.of()
                : List.of(new FieldError("FieldValueForbidden", "spec.persistentvolumesource",
                        "Forbidden: spec.persistentvolumesource is immutable after creation"));
    }
}
