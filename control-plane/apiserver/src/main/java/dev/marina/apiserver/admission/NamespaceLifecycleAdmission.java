package dev.marina.apiserver.admission;

import java.util.Set;

/// The system's namespaces stay. (That a namespace exists and is not terminating is a predicate of the store.)
final class NamespaceLifecycleAdmission implements AdmissionPlugin.Validating {

    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == AdmissionRequest.Operation.DELETE && request.is("namespaces");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        return IMMORTAL.contains(request.name()) ? new Verdict.Deny("this namespace may not be deleted") : Verdict.FINE;
    }
}
