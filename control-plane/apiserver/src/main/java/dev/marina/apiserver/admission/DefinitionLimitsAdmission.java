package dev.marina.apiserver.admission;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.store.Stored;
import java.util.stream.Stream;

/// Definitions of custom types are held in memory while their cluster is awake, so there is an end to them: kube-apiserver is
/// tested with 500, and those of the largest operators together have about four megabytes.
final class DefinitionLimitsAdmission implements AdmissionPlugin.Validating {

    static final int MOST_DEFINITIONS = 500;
    static final long MOST_BYTES = 16L << 20;

    private static final GroupResource DEFINITIONS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    @Override
    public String name() {
        return "DefinitionLimits";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != Operation.DELETE && request.subresource().isEmpty() && request.resource().equals(DEFINITIONS);
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (request.operation() == Operation.CREATE && request.view().image().count(DEFINITIONS) >= MOST_DEFINITIONS) {
            return new Verdict.Deny("a cluster has at most %d custom resource definitions".formatted(MOST_DEFINITIONS));
        }
        long bytes = request.object().bytes().length;
        long before = request.stored().map(stored -> (long) stored.bytes().length).orElse(0L);
        return bytes > before && others(request) + bytes > MOST_BYTES
                ? new Verdict.Deny("the custom resource definitions of a cluster have at most %d bytes together".formatted(MOST_BYTES))
                : Verdict.FINE;
    }

    private static long others(AdmissionRequest request) {
        try (Stream<Stored> all = request.view().image().list(DEFINITIONS, "")) {
            return all.filter(stored -> !stored.key().name().equals(request.name())).mapToLong(stored -> stored.bytes().length).sum();
        }
    }
}
