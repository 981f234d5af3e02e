package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.apiserver.types.networking.IngressClassType;
import dev.marina.apiserver.types.networking.IngressType;
import dev.marina.store.Stored;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// An Ingress that names no class gets the default one; of several the newest, and of those of one second the first by name.
/// plugin/pkg/admission/network/defaultingressclass/admission.go
final class DefaultIngressClassAdmission implements AdmissionPlugin.Mutating {

    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    @Override
    public String name() {
        return "DefaultIngressClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.CREATE && request.subresource().isEmpty()
                && request.resource().equals(IngressType.DEFINITION.groupResource()) && !request.object().has("spec", "ingressClassName")
                && !request.object().annotations().containsKey(CLASS_ANNOTATION);
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        try (Stream<Stored> all = request.view().list(IngressClassType.DEFINITION.groupResource(), "")) {
            Optional<Document> chosen = all.map(stored -> Document.parse(stored.bytes()))
                    .filter(candidate -> "true".equals(candidate.annotations().get(IngressClassType.IS_DEFAULT)))
                    .min(Comparator.comparing((Document candidate) -> candidate.text("metadata", "creationTimestamp")).reversed()
                            .thenComparing(Document::name));
            return chosen.map(found -> request.object().with(found.name(), "spec", "ingressClassName")).orElse(request.object());
        }
    }
}
