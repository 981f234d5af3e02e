package dev.marina.controllers.application;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.application.ApplicationDomain.ClusterName;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.Finding;
import dev.marina.controllers.engine.parts.Part;
import dev.marina.model.Application;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes applications true with the types of Kubernetes, and says how they are.
public final class ApplicationReconciler implements ObjectReconciler<Application> {

    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final String OWNER = "application";

    private final ClusterStore store;
    private final Optional<ApplicationDomain> domain;

    ApplicationReconciler(ClusterStore store, Optional<ApplicationDomain> domain) {
        this.store = store;
        this.domain = domain;
    }

    /// @param domain below which applications have names
    public static Controller controller(ClusterStore store, Optional<ApplicationDomain> domain) {
        return Controller.named("application").source(new ApplicationSource()).workers(4).with(new ApplicationReconciler(store, domain));
    }

    @Override
    public ResourceType<Application> type() {
        return Types.APPLICATIONS;
    }

    @Override
    public Outcome reconcile(Turn turn, Application application) {
        if (application.getMetadata().getDeletionTimestamp() != null || application.getSpec().sourced()) {
            return Outcome.SETTLED;
        }
        if (application.getSpec().rollbackTo() != null) {
            rollBack(turn, application, application.getSpec().rollbackTo());
            return Outcome.SETTLED;
        }
        ApplicationWorld world = ApplicationWorld.of(turn.snapshot(), application, name(turn.cluster()), domain);
        ApplicationPlan plan = ApplicationPlan.of(world, turn.writes().decoder()::write);
        List<Finding> findings = new ArrayList<>(plan.findings());
        Optional<ApplicationStatusPlan.Present> present = world.runnable().map(image -> revise(turn, application, image, findings));
        plan.apply().forEach(part -> part.apply(turn, OWNER).ifPresent(findings::add));
        plan.delete().forEach(owned -> turn.writes().delete(owned.type(), owned.object(), "Background"));
        report(turn, application, plan, findings, present);
        return findings.stream().anyMatch(finding -> finding.reason().equals(Finding.REFUSED)) ? Outcome.recheckAfter(AFTER_REFUSAL) : Outcome.SETTLED;
    }

    private ClusterName name(ClusterId cluster) {
        return store.find(cluster).map(record -> new ClusterName(record.tenant(), record.name()))
                .orElseThrow(() -> new IllegalStateException("there is no cluster " + cluster));
    }

    private ApplicationStatusPlan.Present revise(Turn turn, Application application, String image, List<Finding> findings) {
        RevisionPlan plan = RevisionPlan.of(application, image, revisions(turn.snapshot(), application));
        Optional<Finding> refused = Part.attempt(OWNER, "Revision %d".formatted(plan.number()), () -> {
            plan.create().ifPresent(revision -> turn.writes().create(Types.CONTROLLER_REVISIONS, revision));
            plan.renumber().ifPresent(revision -> turn.writes().update(Types.CONTROLLER_REVISIONS, revision));
        });
        refused.ifPresent(findings::add);
        plan.delete().forEach(revision -> turn.writes().delete(Types.CONTROLLER_REVISIONS, revision));
        Optional<String> by = Optional.empty();
        if (refused.isEmpty() && (plan.create().isPresent() || plan.renumber().isPresent())) {
            // Whatever else woke this: who wrote the application.
            by = Author.of(turn.cluster(), Turn.cause(application), store::origin);
            turn.event(application, Severity.Normal, "Deployed", "Revision %d runs %s".formatted(plan.number(), image));
        }
        return new ApplicationStatusPlan.Present(plan.number(), RevisionPlan.said(application.getSpec(), image), by);
    }

    private static List<ControllerRevision> revisions(Snapshot snapshot, Application application) {
        return snapshot.controlledBy(Types.CONTROLLER_REVISIONS, application.getMetadata().getUid());
    }

    /// The spec becomes what the revision says, or stays; the wish is taken away in any case, in one write.
    private static void rollBack(Turn turn, Application application, long number) {
        Optional<Application.Spec> said = revisions(turn.snapshot(), application).stream().filter(revision -> revision.getRevision() == number).findFirst()
                .map(revision -> spec(turn, revision));
        Application.Spec now = application.getSpec();
        Application.Spec next = RevisionPlan.restored(now, said.orElse(now));
        if (said.isEmpty()) {
            turn.writes().merge(Types.APPLICATIONS, application, "", patch -> patch.putObject("spec").putNull("rollbackTo"));
            turn.event(application, Severity.Warning, "RollbackRevisionNotFound", "There is no revision %d to roll back to".formatted(number));
            return;
        }
        Application written = new Application();
        written.setMetadata(application.getMetadata());
        written.setSpec(next);
        turn.writes(application).update(Types.APPLICATIONS, written);
        turn.event(application, Severity.Normal, "RolledBack", "Rolled back to revision %d%s".formatted(number,
                now.build() == null ? "" : "; what build %s makes is not taken any more until it is named again".formatted(now.build().name())));
    }

    private static Application.Spec spec(Turn turn, ControllerRevision revision) {
        ObjectNode said = turn.writes().decoder().write(revision).root().withObject("/data/spec");
        return turn.writes().decoder().read(Document.of(said.deepCopy()), Application.Spec.class);
    }

    private void report(Turn turn, Application application, ApplicationPlan plan, List<Finding> findings, Optional<ApplicationStatusPlan.Present> present) {
        Snapshot snapshot = turn.snapshot();
        Optional<String> address = plan.hosts().stream().findFirst().map(host -> domain.filter(known -> known.covers(name(turn.cluster()), host.name()))
                .map(known -> known.url(host.name())).orElseGet(() -> (host.tlsSecret() == null ? "http://" : "https://") + host.name()));
        ApplicationStatusPlan.Seen seen = new ApplicationStatusPlan.Seen(own(snapshot, Types.DEPLOYMENTS, application),
                own(snapshot, Types.CRON_JOBS, application), pods(snapshot, application), own(snapshot, Types.INGRESSES, application), findings, address,
                present, revisions(snapshot, application).stream().map(ControllerRevision::getRevision).toList());
        Application.Status before = application.getStatus();
        Application.Status status = ApplicationStatusPlan.of(application, seen, turn.now());
        if (!status.equals(before)) {
            Application written = new Application();
            written.setMetadata(application.getMetadata());
            written.setSpec(application.getSpec());
            written.setStatus(status);
            turn.writes().updateStatus(Types.APPLICATIONS, written);
        }
        Finding.tell(turn, application, findings, before == null ? null : before.message());
    }

    private static <T extends HasMetadata> Optional<T> own(Snapshot snapshot, ResourceType<T> type, Application application) {
        return snapshot.find(type, application.getMetadata().getNamespace(), application.getMetadata().getName())
                .filter(object -> Snapshot.controller(object).filter(owner -> owner.getUid().equals(application.getMetadata().getUid())).isPresent());
    }

    /// By the replica sets of its Deployment, not by labels alone, which anybody may give a pod.
    private static List<Pod> pods(Snapshot snapshot, Application application) {
        return own(snapshot, Types.DEPLOYMENTS, application).stream()
                .flatMap(deployment -> snapshot.controlledBy(Types.REPLICA_SETS, deployment.getMetadata().getUid()).stream())
                .flatMap(set -> snapshot.controlledBy(Types.PODS, set.getMetadata().getUid()).stream())
                .filter(pod -> PodState.active(pod) && !PodState.terminating(pod)).toList();
    }
}
