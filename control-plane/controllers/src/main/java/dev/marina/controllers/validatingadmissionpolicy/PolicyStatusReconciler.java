package dev.marina.controllers.validatingadmissionpolicy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterClient.PatchType;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.store.Stored;
import dev.marina.store.StoreEvent;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks each generation of a policy once. A type that comes or changes later does not have it checked again, as upstream.
public final class PolicyStatusReconciler implements Reconciler {

    private static final GroupVersionResource POLICIES = new GroupVersionResource("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");

    private final TypeChecks checks;

    PolicyStatusReconciler(TypeChecks checks) {
        this.checks = checks;
    }

    public static Controller controller(TypeChecks checks) {
        return Controller.named("validatingadmissionpolicy-status").source(new Policies()).with(new PolicyStatusReconciler(checks));
    }

    private static final class Policies implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("ValidatingAdmissionPolicy", key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.image().list(POLICIES.groupResource(), "").map(stored -> new ClusterKey(snapshot.cluster(), "", stored.key().name()));
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            return event.key().resource().equals(POLICIES.groupResource()) && !event.deletion()
                    ? Stream.of(new ClusterKey(snapshot.cluster(), "", event.key().name()))
                    : Stream.empty();
        }
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Stored> found = turn.snapshot().stored(new ObjectKey(turn.cluster(), POLICIES.groupResource(), "", turn.key().name()))
                .filter(stored -> !stored.opaque());
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Document policy = Document.parse(found.get().bytes());
        if (policy.generation() > policy.at("status", "observedGeneration").asLong()) {
            tell(turn, policy, checks.warnings(turn.cluster(), policy));
        }
        return Outcome.SETTLED;
    }

    private static void tell(Turn turn, Document policy, ArrayNode warnings) {
        ObjectNode patch = Document.mapper().createObjectNode();
        patch.putObject("metadata").put("uid", policy.uid()).put("resourceVersion", policy.resourceVersion());
        ObjectNode status = patch.putObject("status").put("observedGeneration", policy.generation());
        // a merge patch takes former warnings away by null
        status.putObject("typeChecking").set("expressionWarnings", warnings.isEmpty() ? patch.nullNode() : warnings);
        try {
            turn.writes().client().patch(turn.writes().call(), POLICIES, "", policy.name(), "status", PatchType.MERGE, Document.of(patch).bytes());
        } catch (StatusException e) {
            if (!e.is("NotFound")) {
                throw e;
            }
        }
    }
}
