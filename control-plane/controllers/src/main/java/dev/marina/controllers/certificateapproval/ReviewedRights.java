package dev.marina.controllers.certificateapproval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.controllers.engine.Writes;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;

/// Asks the server by a SubjectAccessReview about the user and the groups that it has written into the request.
final class ReviewedRights implements ApprovalReconciler.Rights {

    private static final GroupVersionResource REVIEWS = new GroupVersionResource("authorization.k8s.io", "v1", "subjectaccessreviews");

    @Override
    public boolean has(Writes writes, CertificateSigningRequest request, String permission) {
        Document review = Document.object("authorization.k8s.io/v1", "SubjectAccessReview").edited(node -> {
            ObjectNode spec = node.putObject("spec").put("user", request.getSpec().getUsername());
            if (request.getSpec().getUid() != null) {
                spec.put("uid", request.getSpec().getUid());
            }
            request.getSpec().getGroups().forEach(spec.putArray("groups")::add);
            spec.putObject("resourceAttributes").put("group", "certificates.k8s.io").put("resource", "certificatesigningrequests")
                    .put("verb", "create").put("subresource", permission);
        });
        return writes.client().create(writes.call(), REVIEWS, review).at("status", "allowed").asBoolean();
    }
}
