package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import java.util.Optional;

/// A claim grows only when it is bound and its class says that its volumes can.
/// plugin/pkg/admission/storage/persistentvolume/resize/admission.go
final class PersistentVolumeClaimResizeAdmission implements AdmissionPlugin.Validating {

    private static final GroupResource STORAGE_CLASSES = new GroupResource("storage.k8s.io", "storageclasses");

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.UPDATE && request.is("persistentvolumeclaims");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        Document stored = request.stored().orElseThrow();
        if (!size(request.object()).exceeds(size(stored))) {
            return Verdict.FINE;
        }
        if (!stored.text("status", "phase").equals("Bound")) {
            return new Verdict.Deny("Only bound persistent volume claims can be expanded");
        }
        String storageClass = request.object().text("spec", "storageClassName");
        Optional<Document> known = request.view().find(new ObjectKey(request.view().cluster(), STORAGE_CLASSES, "", storageClass))
                .map(found -> Document.parse(found.bytes()));
        return known.filter(each -> each.at("allowVolumeExpansion").asBoolean()).isPresent()
                ? Verdict.FINE
                : new Verdict.Deny("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    private static ResourceAmount size(Document claim) {
        return ResourceAmount.parseOrZero(claim.text("spec", "resources", "requests", "storage"));
    }
}
