package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import java.util.List;

/// Claims, volumes and classes of attributes in use are not removed: their finalizers are taken away by the protection controllers.
final class StorageObjectInUseProtectionAdmission implements AdmissionPlugin.Mutating {

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("persistentvolumeclaims") || request.creates("persistentvolumes") || request.creates("volumeattributesclasses");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        String finalizer = "kubernetes.io/%s-protection"
                .formatted(request.is("persistentvolumeclaims") ? "pvc" : request.is("persistentvolumes") ? "pv" : "vac");
        List<String> present = request.object().finalizers();
        return present.contains(finalizer)
                ? request.object()
                : request.object().edited(node -> node.withObject("/metadata").withArray("finalizers").add(finalizer));
    }
}
