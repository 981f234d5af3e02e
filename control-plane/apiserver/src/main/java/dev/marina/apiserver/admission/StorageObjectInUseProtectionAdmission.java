package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import java.util.List;

/// Claims and volumes in use are not removed: their finalizers are taken away by the protection controllers.
final class StorageObjectInUseProtectionAdmission implements AdmissionPlugin.Mutating {

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("persistentvolumeclaims") || request.creates("persistentvolumes");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        String finalizer = request.is("persistentvolumeclaims") ? "kubernetes.io/pvc-protection" : "kubernetes.io/pv-protection";
        List<String> present = request.object().finalizers();
        return present.contains(finalizer)
                ? request.object()
                : request.object().edited(node -> node.withObject("/metadata").withArray("finalizers").add(finalizer));
    }
}
