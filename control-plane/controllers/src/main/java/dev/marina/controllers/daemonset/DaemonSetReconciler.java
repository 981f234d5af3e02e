package dev.marina.controllers.daemonset;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.LabelSelection;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Owners;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Revisions;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Keeps a pod of a daemon set on each node.
public final class DaemonSetReconciler implements ObjectReconciler<DaemonSet> {

    public static Controller controller() {
        return Controller.named("daemonset").reconciles(Types.DAEMON_SETS)
                .alsoWatches(Types.PODS, Mapper.owner(Types.DAEMON_SETS))
                .alsoWatches(Types.PODS, Mapper.adopting(Types.DAEMON_SETS, DaemonSetReconciler::takes))
                .alsoWatches(Types.NODES, DaemonSetReconciler::all, DaemonSetReconciler::concernsPlacement)
                .workers(3).with(new DaemonSetReconciler());
    }

    @Override
    public ResourceType<DaemonSet> type() {
        return Types.DAEMON_SETS;
    }

    private static boolean takes(DaemonSet set, Pod pod) {
        return LabelSelection.takes(set.getSpec().getSelector(), pod.getMetadata().getLabels());
    }

    private static Stream<ClusterKey> all(Node node, Snapshot snapshot) {
        return snapshot.list(Types.DAEMON_SETS, "").stream()
                .map(set -> new ClusterKey(snapshot.cluster(), set.getMetadata().getNamespace(), set.getMetadata().getName()));
    }

    /// Nodes say how they are all the time; where pods may go is seldom another matter.
    private static boolean concernsPlacement(StoreEvent event) {
        if (event.creation() || event.deletion()) {
            return true;
        }
        Stored before = event.previous().orElseThrow();
        Stored after = event.current().orElseThrow();
        return before.opaque() || after.opaque() || !before.fields().labels().equals(after.fields().labels())
                || !Document.parse(before.bytes()).at("spec").equals(Document.parse(after.bytes()).at("spec"));
    }

    @Override
    public Outcome reconcile(Turn turn, DaemonSet set) {
        if (set.getMetadata().getDeletionTimestamp() != null) {
            // its revisions go too, maybe before its pods: its status cannot be told any more, and none of them is made again
            return Outcome.SETTLED;
        }
        Owners.carryOut(Owners.of(set, turn.snapshot().claimable(Types.PODS, set, set.getSpec().getSelector()), pod -> takes(set, pod)),
                Types.PODS, Types.DAEMON_SETS, set, turn.writes());
        Revisions revisions = Revisions.of(turn, set, Types.DAEMON_SETS);
        int collisions = set.getStatus() == null || set.getStatus().getCollisionCount() == null ? 0 : set.getStatus().getCollisionCount();
        Revisions.Current current = revisions.ensure(set.getSpec().getTemplate(), collisions, DaemonPod.HASH);
        String hash = current.revision().getMetadata().getLabels().get(DaemonPod.HASH);
        DaemonSetPlan plan = DaemonSetPlan.of(set, nodes(turn), pods(set, turn), hash, turn.now());
        Optional<StatusException> refusal = carryOut(plan, set, hash, turn);
        report(set, hash, current.collisions(), turn);
        trim(revisions, current.revision(), set, turn);
        if (refusal.isPresent() && !PodWrites.namespaceEnds(refusal.get())) {
            throw refusal.get();
        }
        return next(plan, set, turn);
    }

    private static List<Node> nodes(Turn turn) {
        return turn.snapshot().list(Types.NODES, "");
    }

    private static List<Pod> pods(DaemonSet set, Turn turn) {
        return turn.snapshot().controlledBy(Types.PODS, set.getMetadata().getUid());
    }

    private static Optional<StatusException> carryOut(DaemonSetPlan plan, DaemonSet set, String hash, Turn turn) {
        PodWrites writes = new PodWrites(turn, set);
        try {
            for (Pod pod : plan.ended()) {
                boolean failed = PodState.phase(pod).equals("Failed");
                turn.event(set, failed ? Severity.Warning : Severity.Normal, failed ? "FailedDaemonPod" : "SucceededDaemonPod",
                        "Found %s daemon pod %s/%s on node %s, will try to %s it".formatted(failed ? "failed" : "succeeded", pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName(), DaemonPod.node(pod), failed ? "kill" : "delete"));
            }
            // unlike upstream, whose deletes ask for nothing but the name: an old pod that has become available meanwhile would go beyond maxUnavailable
            writes.deleteAllAsSeen(plan.delete());
            writes.createAll(plan.create().size(), number -> DaemonPod.of(set, hash, plan.create().get(number))).all();
            return Optional.empty();
        } catch (StatusException e) {
            return Optional.of(e);
        }
    }

    private static void report(DaemonSet set, String hash, int collisions, Turn turn) {
        Optional<DaemonSet> present = turn.snapshot().find(Types.DAEMON_SETS, set.getMetadata().getNamespace(), set.getMetadata().getName())
                .filter(other -> other.getMetadata().getUid().equals(set.getMetadata().getUid()));
        if (present.isEmpty()) {
            return;
        }
        DaemonSetStatus status = DaemonSetStatusPlan.of(set, nodes(turn), pods(set, turn), hash, collisions, turn.now());
        if (!status.equals(present.get().getStatus())) {
            turn.writes().updateStatus(Types.DAEMON_SETS, new DaemonSetBuilder(present.get()).withStatus(status).build());
        }
    }

    private static void trim(Revisions revisions, ControllerRevision current, DaemonSet set, Turn turn) {
        Set<String> hashes = new HashSet<>(pods(set, turn).stream().map(DaemonPod::hash).toList());
        Set<String> live = new HashSet<>(Set.of(current.getMetadata().getName()));
        revisions.list().stream().filter(revision -> hashes.contains(revision.getMetadata().getLabels().get(DaemonPod.HASH)))
                .forEach(revision -> live.add(revision.getMetadata().getName()));
        revisions.trim(live, set.getSpec().getRevisionHistoryLimit());
    }

    private static Outcome next(DaemonSetPlan plan, DaemonSet set, Turn turn) {
        int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
        return Stream.concat(plan.recheck().stream(), pods(set, turn).stream().filter(PodState::active)
                .flatMap(pod -> PodState.untilAvailable(pod, minReady, turn.now()).stream()))
                .min(Duration::compareTo).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
    }
}
