package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.store.Stored;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// A claim that names no storage class gets the default one.
final class DefaultStorageClassAdmission implements AdmissionPlugin.Mutating {

    private static final GroupResource STORAGE_CLASSES = new GroupResource("storage.k8s.io", "storageclasses");
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    @Override
    public String name() {
        return "DefaultStorageClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.creates("persistentvolumeclaims") && !request.object().has("spec", "storageClassName")
                && !request.object().annotations().containsKey("volume.beta.kubernetes.io/storage-class");
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        try (Stream<Stored> all = request.view().list(STORAGE_CLASSES, "")) {
            Optional<Document> newest = all.map(stored -> Document.parse(stored.bytes()))
                    .filter(candidate -> "true".equals(candidate.annotations().get(DEFAULT)))
                    .max(Comparator.comparing(candidate -> candidate.text("metadata", "creationTimestamp")));
            return newest.map(found -> request.object().with(found.name(), "spec", "storageClassName")).orElse(request.object());
        }
    }
}
