package dev.marina.apiserver.types;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;

/// PersistentVolumeClaims begin Pending; after binding their spec stays, except that the request may grow.
/// ValidatePersistentVolumeClaimUpdate in pkg/apis/core/validation/validation.go
final class ClaimStrategy extends StatusStrategy {

    @Override
    public Document prepareForCreate(Document submitted) {
        return submitted.edited(root -> root.putObject("status").put("phase", "Pending"));
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        List<FieldError> errors = new ArrayList<>();
        if (!fixedPart(object).equals(fixedPart(stored))) {
            errors.add(new FieldError("FieldValueForbidden", "spec",
                    "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
        }
        return errors;
    }

    /// The binder sets the volume's name once, and storage may be asked for more.
    private static Document fixedPart(Document claim) {
        return Document.empty().with(claim.at("spec"), "spec").edited(root -> {
            if (root.get("spec") instanceof ObjectNode spec) {
                spec.remove(List.of("resources", "volumeName", "volumeAttributesClassName", "storageClassName"));
            }
        });
    }
}
