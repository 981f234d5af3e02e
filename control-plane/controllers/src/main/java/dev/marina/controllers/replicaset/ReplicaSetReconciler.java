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
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keeps as many pods alive as a replica set wants, or an object of another type that is read as one.
public final class ReplicaSetReconciler<T extends HasMetadata> implements ObjectReconciler<T> {

    private final ReplicatedType<T> replicated;

    ReplicaSetReconciler(ReplicatedType<T> replicated) {
        this.replicated = replicated;
    }

    public static ReplicaSetReconciler<ReplicaSet> ofReplicaSets() {
        return new ReplicaSetReconciler<>(ReplicatedType.REPLICA_SETS);
    }

    public static Controller controller() {
        return controller("replicaset", ReplicatedType.REPLICA_SETS);
    }

    public static <T extends HasMetadata> Controller controller(String name, ReplicatedType<T> replicated) {
        return Controller.named(name).reconciles(replicated.type())
                .alsoWatches(Types.PODS, Mapper.owner(replicated.type()))
                .alsoWatches(Types.PODS, Mapper.adopting(replicated.type(), (object, pod) -> takes(replicated.read().apply(object), pod)))
                .workers(5).with(new ReplicaSetReconciler<>(replicated));
    }

    @Override
    public ResourceType<T> type() {
        return replicated.type();
    }

    @Override
    public Outcome reconcile(Turn turn, T object) {
        ReplicaSet set = replicated.read().apply(object);
        claimPods(object, set, turn);
        ReplicaSetPlan plan = ReplicaSetPlan.of(set, pods(set, turn.snapshot()), related(set, turn.snapshot()));
        Optional<RuntimeException> failure = carryOut(plan, object, set, turn);
        report(set, plan, failure.filter(refusal -> !PodWrites.namespaceEnds(refusal)), turn);
        if (failure.filter(PodWrites::namespaceEnds).isPresent()) {
            return Outcome.SETTLED;
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return nextAvailability(set, turn);
    }

    private static boolean takes(ReplicaSet set, Pod pod) {
        return LabelSelection.takes(set.getSpec().getSelector(), pod.getMetadata().getLabels());
    }

    private void claimPods(T object, ReplicaSet set, Turn turn) {
        Owners<Pod> owners = Owners.of(object, turn.snapshot().claimable(Types.PODS, object, set.getSpec().getSelector()).stream()
                .filter(pod -> !PodState.ended(pod)).toList(), pod -> takes(set, pod));
        Owners.carryOut(owners, Types.PODS, replicated.type(), object, turn.writes());
    }

    private static List<Pod> pods(ReplicaSet set, Snapshot snapshot) {
        return snapshot.controlledBy(Types.PODS, set.getMetadata().getUid());
    }

    /// Pods of all objects of the type with the same owner, this one's too.
    private List<Pod> related(ReplicaSet set, Snapshot snapshot) {
        return Snapshot.controller(set).map(owner -> snapshot.controlledBy(replicated.type(), owner.getUid()).stream().map(replicated.read()).toList())
                .orElse(List.of(set)).stream().flatMap(sibling -> pods(sibling, snapshot).stream()).toList();
    }

    private Optional<RuntimeException> carryOut(ReplicaSetPlan plan, T object, ReplicaSet set, Turn turn) {
        PodWrites pods = new PodWrites(turn, object);
        try {
            if (plan.create() > 0) {
                Pod pod = TemplatePod.of(set.getSpec().getTemplate(), replicated.type(), object).build();
                pods.createAll(plan.create(), _ -> pod).all();
            }
            pods.deleteAll(plan.delete());
            return Optional.empty();
        } catch (StatusException e) {
            return Optional.of(e);
        }
    }

    private void report(ReplicaSet set, ReplicaSetPlan plan, Optional<RuntimeException> failure, Turn turn) {
        Snapshot now = turn.snapshot();
        Optional<T> current = now.find(replicated.type(), set.getMetadata().getNamespace(), set.getMetadata().getName());
        if (current.isEmpty() || !current.get().getMetadata().getUid().equals(set.getMetadata().getUid())) {
            return;
        }
        ReplicaSet read = replicated.read().apply(current.get());
        // the generation that was acted on, not one that came meanwhile
        ReplicaSet acted = new ReplicaSetBuilder(read).editMetadata().withGeneration(set.getMetadata().getGeneration()).endMetadata().build();
        Optional<Failure> why = failure.map(e -> new Failure(plan.create() > 0 ? "FailedCreate" : "FailedDelete", e.getMessage()));
        ReplicaSetStatus status = ReplicaSetStatusPlan.of(acted, pods(set, now), why, turn.now());
        if (!status.equals(read.getStatus())) {
            turn.writes().updateStatus(replicated.type(), replicated.withStatus().apply(current.get(), status));
        }
    }

    private static Outcome nextAvailability(ReplicaSet set, Turn turn) {
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        return pods(set, turn.snapshot()).stream().filter(PodState::active)
                .flatMap(pod -> PodState.untilAvailable(pod, minReady, turn.now()).stream())
                .min(Duration::compareTo).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }
}
