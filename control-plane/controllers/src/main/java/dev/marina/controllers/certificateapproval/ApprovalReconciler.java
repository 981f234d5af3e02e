package dev.marina.controllers.certificateapproval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Approves what a node asks for, or whoever may for one. A request that nobody may have yet is looked at again when a role or a binding
/// changes; upstream asks again and again. pkg/controller/certificates/approver/sarapprove.go
public final class ApprovalReconciler implements Reconciler {

    private final Rights rights;

    /// Whether whoever made a request may create this subresource of requests.
    @FunctionalInterface
    interface Rights {
        boolean has(Writes writes, CertificateSigningRequest request, String permission);
    }

    ApprovalReconciler(Rights rights) {
        this.rights = rights;
    }

    public static Controller controller() {
        return Controller.named("certificate-approval").reconciles(Types.SIGNING_REQUESTS)
                .alsoWatches(Types.CLUSTER_ROLES, ApprovalReconciler::open)
                .alsoWatches(Types.CLUSTER_ROLE_BINDINGS, ApprovalReconciler::open)
                .with(new ApprovalReconciler(new ReviewedRights()));
    }

    private static Stream<ClusterKey> open(HasMetadata role, Snapshot snapshot) {
        return snapshot.list(Types.SIGNING_REQUESTS, "").stream().filter(request -> !ApprovalPlan.decided(request))
                .map(request -> new ClusterKey(snapshot.cluster(), "", request.getMetadata().getName()));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<CertificateSigningRequest> found = turn.find(Types.SIGNING_REQUESTS)
                .filter(request -> request.getMetadata().getDeletionTimestamp() == null);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        CertificateSigningRequest request = found.get();
        Writes writes = turn.writes();
        if (ApprovalPlan.of(request, permission -> rights.has(writes, request, permission)) instanceof ApprovalPlan.Approve approval) {
            writes.merge(Types.SIGNING_REQUESTS, request, "approval", patch -> approve(patch, request, approval));
        }
        return Outcome.SETTLED;
    }

    /// With the conditions that are there: the server lets none be taken away, so that a decision made meanwhile stays.
    private static void approve(ObjectNode patch, CertificateSigningRequest request, ApprovalPlan.Approve approval) {
        ArrayNode conditions = patch.putObject("status").putArray("conditions");
        List<CertificateSigningRequestCondition> present = request.getStatus() == null ? List.of() : request.getStatus().getConditions();
        present.forEach(condition -> conditions.add(Document.mapper().valueToTree(condition)));
        conditions.addObject().put("type", "Approved").put("status", "True").put("reason", "AutoApproved").put("message", approval.message());
    }
}
