package dev.marina.controllers.replicaset;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.TemplatePod;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.replicaset.ReplicaSetStatusPlan.Failure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keeps as many pods alive as a replica set wants.
public final class ReplicaSetReconciler implements ObjectReconciler<ReplicaSet> {

    public static Controller controller() {
        return Controller.named("replicaset").reconciles(Types.REPLICA_SETS)
                .alsoWatches(Types.PODS, Mapper.owner(Types.REPLICA_SETS))
                .alsoWatches(Types.PODS, Mapper.selecting(Types.REPLICA_SETS, ReplicaSetReconciler::orphanOf))
                .workers(5).with(new ReplicaSetReconciler());
    }

    @Override
    public ResourceType<ReplicaSet> type() {
        return Types.REPLICA_SETS;
    }

    @Override
    public Outcome reconcile(Turn turn, ReplicaSet set) {
        claimPods(set, turn);
        ReplicaSetPlan plan = ReplicaSetPlan.of(set, pods(set, turn.snapshot()), related(set, turn.snapshot()));
        Optional<RuntimeException> failure = carryOut(plan, set, turn);
        report(set, plan, failure.filter(refusal -> !PodWrites.namespaceEnds(refusal)), turn);
        if (failure.filter(PodWrites::namespaceEnds).isPresent()) {
            return Outcome.SETTLED;
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return nextAvailability(set, turn);
    }

    private static boolean orphanOf(ReplicaSet set, Pod pod) {
        return Snapshot.controller(pod).isEmpty() && LabelSelection.takes(set.getSpec().getSelector(), pod.getMetadata().getLabels());
    }

    private static void claimPods(ReplicaSet set, Turn turn) {
        Owners<Pod> owners = Owners.of(set, turn.snapshot().list(Types.PODS, set.getMetadata().getNamespace()).stream()
                .filter(pod -> !PodState.ended(pod)).toList(), pod -> LabelSelection.takes(set.getSpec().getSelector(), pod.getMetadata().getLabels()));
        Owners.carryOut(owners, Types.PODS, Types.REPLICA_SETS, set, turn.writes());
    }

    private static List<Pod> pods(ReplicaSet set, Snapshot snapshot) {
        return snapshot.controlledBy(Types.PODS, set.getMetadata().getUid());
    }

    /// Pods of all replica sets of the same owner, this one's too.
    private static List<Pod> related(ReplicaSet set, Snapshot snapshot) {
        return Snapshot.controller(set).map(owner -> snapshot.controlledBy(Types.REPLICA_SETS, owner.getUid())).orElse(List.of(set)).stream()
                .flatMap(sibling -> pods(sibling, snapshot).stream()).toList();
    }

    private static Optional<RuntimeException> carryOut(ReplicaSetPlan plan, ReplicaSet set, Turn turn) {
        PodWrites pods = new PodWrites(turn, set);
        try {
            for (int i = 0; i < plan.create(); i++) {
                pods.create(TemplatePod.of(set.getSpec().getTemplate(), Types.REPLICA_SETS, set).build());
            }
            plan.delete().forEach(pods::delete);
            return Optional.empty();
        } catch (StatusException e) {
            return Optional.of(e);
        }
    }

    private static void report(ReplicaSet set, ReplicaSetPlan plan, Optional<RuntimeException> failure, Turn turn) {
        Snapshot now = turn.snapshot();
        Optional<ReplicaSet> current = now.find(Types.REPLICA_SETS, set.getMetadata().getNamespace(), set.getMetadata().getName());
        if (current.isEmpty() || !current.get().getMetadata().getUid().equals(set.getMetadata().getUid())) {
            return;
        }
        // the generation that was acted on, not one that came meanwhile
        ReplicaSet acted = new ReplicaSetBuilder(current.get()).editMetadata().withGeneration(set.getMetadata().getGeneration()).endMetadata().build();
        Optional<Failure> why = failure.map(e -> new Failure(plan.create() > 0 ? "FailedCreate" : "FailedDelete", e.getMessage()));
        ReplicaSetStatus status = ReplicaSetStatusPlan.of(acted, pods(set, now), why, turn.now());
        if (!status.equals(current.get().getStatus())) {
            turn.writes().updateStatus(Types.REPLICA_SETS, new ReplicaSetBuilder(current.get()).withStatus(status).build());
        }
    }

    private static Outcome nextAvailability(ReplicaSet set, Turn turn) {
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        return pods(set, turn.snapshot()).stream().filter(PodState::active)
                .flatMap(pod -> PodState.untilAvailable(pod, minReady, turn.now()).stream())
                .min(Duration::compareTo).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }
}
