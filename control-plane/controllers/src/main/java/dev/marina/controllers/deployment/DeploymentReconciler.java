package dev.marina.controllers.deployment;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rolls a deployment's template out, one step per reconcile.
public final class DeploymentReconciler implements ObjectReconciler<Deployment> {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    public static Controller controller() {
        return Controller.named("deployment").reconciles(Types.DEPLOYMENTS)
                .alsoWatches(Types.REPLICA_SETS, Mapper.owner(Types.DEPLOYMENTS))
                .alsoWatches(Types.PODS, DeploymentReconciler::deploymentOf, StoreEvent::deletion)
                .workers(5).with(new DeploymentReconciler());
    }

    @Override
    public ResourceType<Deployment> type() {
        return Types.DEPLOYMENTS;
    }

    @Override
    public Outcome reconcile(Turn turn, Deployment deployment) {
        claimSets(deployment, turn);
        Rollout rollout = rollout(deployment, turn.snapshot());
        DeploymentPlan plan = DeploymentPlan.of(rollout, pods(rollout, turn.snapshot()));
        Optional<ReplicaSet> created = create(plan, deployment, turn);
        plan.change().forEach(set -> change(set, rollout, turn));
        plan.delete().forEach(set -> turn.writes().delete(Types.REPLICA_SETS, set));
        noteRevision(plan, deployment, turn);
        return report(deployment, created, turn);
    }

    private static Stream<ClusterKey> deploymentOf(Pod pod, Snapshot snapshot) {
        return Snapshot.controller(pod).filter(owner -> owner.getKind().equals("ReplicaSet"))
                .flatMap(owner -> snapshot.find(Types.REPLICA_SETS, pod.getMetadata().getNamespace(), owner.getName()))
                .stream().flatMap(set -> Mapper.<ReplicaSet>owner(Types.DEPLOYMENTS).keys(set, snapshot));
    }

    private static void claimSets(Deployment deployment, Turn turn) {
        Owners<ReplicaSet> owners = Owners.of(deployment, turn.snapshot().claimable(Types.REPLICA_SETS, deployment, deployment.getSpec().getSelector()),
                set -> LabelSelection.takes(deployment.getSpec().getSelector(), set.getMetadata().getLabels()));
        Owners.carryOut(owners, Types.REPLICA_SETS, Types.DEPLOYMENTS, deployment, turn.writes());
    }

    private static Rollout rollout(Deployment deployment, Snapshot snapshot) {
        List<ReplicaSet> sets = snapshot.controlledBy(Types.REPLICA_SETS, deployment.getMetadata().getUid());
        return Rollout.of(deployment, sets, sets.stream().mapToInt(set -> Math.max(0, alive(set, snapshot) - Rollout.replicas(set))).sum());
    }

    /// How many pods of the set are neither ended nor about to go, without decoding any.
    private static int alive(ReplicaSet set, Snapshot snapshot) {
        return (int) snapshot.image().ownedBy(set.getMetadata().getUid()).filter(pod -> pod.key().resource().equals(Types.PODS.groupResource()))
                .filter(pod -> !pod.fields().terminating() && !ENDED.contains(pod.fields().selectable().getOrDefault("status.phase", ""))).count();
    }

    private static Map<String, List<Pod>> pods(Rollout rollout, Snapshot snapshot) {
        Map<String, List<Pod>> pods = new HashMap<>();
        if (rollout.recreates()) {
            rollout.old().forEach(set -> pods.put(set.getMetadata().getUid(), snapshot.controlledBy(Types.PODS, set.getMetadata().getUid())));
        }
        return pods;
    }

    private static Optional<ReplicaSet> create(DeploymentPlan plan, Deployment deployment, Turn turn) {
        if (plan.create().isEmpty()) {
            return Optional.empty();
        }
        ReplicaSet wanted = plan.create().get();
        try {
            ReplicaSet made = turn.writes().create(Types.REPLICA_SETS, wanted);
            if (wanted.getSpec().getReplicas() > 0) {
                turn.event(deployment, Severity.Normal, "ScalingReplicaSet",
                        "Scaled up replica set %s from 0 to %d".formatted(made.getMetadata().getName(), wanted.getSpec().getReplicas()));
            }
            return Optional.of(made);
        } catch (StatusException e) {
            if (e.is("AlreadyExists")) {
                countCollision(deployment, turn);
            }
            throw e;
        }
    }

    /// The name belongs to another template: the next try hashes to another name.
    private static void countCollision(Deployment deployment, Turn turn) {
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        int collisions = status.getCollisionCount() == null ? 1 : status.getCollisionCount() + 1;
        turn.writes().updateStatus(Types.DEPLOYMENTS,
                new DeploymentBuilder(deployment).withStatus(new DeploymentStatusBuilder(status).withCollisionCount(collisions).build()).build());
    }

    private static void change(ReplicaSet wanted, Rollout rollout, Turn turn) {
        ReplicaSet before = rollout.all().stream().filter(set -> set.getMetadata().getName().equals(wanted.getMetadata().getName())).findFirst().orElseThrow();
        turn.writes().update(Types.REPLICA_SETS, wanted);
        int from = Rollout.replicas(before);
        int to = Rollout.replicas(wanted);
        if (from != to) {
            turn.event(rollout.deployment(), Severity.Normal, "ScalingReplicaSet",
                    "Scaled %s replica set %s from %d to %d".formatted(to > from ? "up" : "down", wanted.getMetadata().getName(), from, to));
        }
    }

    private static void noteRevision(DeploymentPlan plan, Deployment deployment, Turn turn) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        String revision = Long.toString(plan.revision());
        if (plan.revision() > 0 && (annotations == null || !revision.equals(annotations.get(Rollout.REVISION)))) {
            turn.writes().merge(Types.DEPLOYMENTS, deployment, "",
                    patch -> patch.putObject("metadata").putObject("annotations").put(Rollout.REVISION, revision));
        }
    }

    private static Outcome report(Deployment acted, Optional<ReplicaSet> created, Turn turn) {
        Snapshot now = turn.snapshot();
        Optional<Deployment> current = now.find(Types.DEPLOYMENTS, acted.getMetadata().getNamespace(), acted.getMetadata().getName())
                .filter(deployment -> deployment.getMetadata().getUid().equals(acted.getMetadata().getUid()));
        if (current.isEmpty()) {
            return Outcome.SETTLED;
        }
        Rollout rollout = rollout(current.get(), now);
        DeploymentStatus status = new DeploymentStatusBuilder(DeploymentStatusPlan.of(rollout, created.map(set -> set.getMetadata().getName()), turn.now()))
                .withObservedGeneration(acted.getMetadata().getGeneration()).build();
        if (!status.equals(current.get().getStatus())) {
            turn.writes().updateStatus(Types.DEPLOYMENTS, new DeploymentBuilder(current.get()).withStatus(status).build());
        }
        return DeploymentStatusPlan.untilDeadline(current.get(), status, turn.now()).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }
}
