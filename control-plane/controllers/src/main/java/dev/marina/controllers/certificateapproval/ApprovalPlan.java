package dev.marina.controllers.certificateapproval;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What becomes of an open request.
sealed interface ApprovalPlan {

    /// Somebody else's to decide, or decided.
    record Leave() implements ApprovalPlan {}

    record Approve(String message) implements ApprovalPlan {}

    /// @param allowed whether the requester may create this subresource of requests
    static ApprovalPlan of(CertificateSigningRequest request, Predicate<String> allowed) {
        if (decided(request)) {
            return new Leave();
        }
        return NodeRequest.of(request).flatMap(node -> granted(node, allowed)).<ApprovalPlan>map(Approve::new).orElse(new Leave());
    }

    private static Optional<String> granted(NodeRequest node, Predicate<String> allowed) {
        return node.permissions().stream().filter(allowed).findFirst().map(permission -> permission.equals("selfnodeclient")
                ? "Auto approving self kubelet client certificate after SubjectAccessReview."
                : "Auto approving kubelet client certificate after SubjectAccessReview.");
    }

    static boolean decided(CertificateSigningRequest request) {
        boolean issued = request.getStatus() != null && request.getStatus().getCertificate() != null && !request.getStatus().getCertificate().isEmpty();
        List<CertificateSigningRequestCondition> conditions = request.getStatus() == null ? List.of() : request.getStatus().getConditions();
        return issued || conditions.stream().anyMatch(condition -> condition.getType().equals("Approved") || condition.getType().equals("Denied"));
    }
}
