package dev.marina.controllers.statefulset;

import dev.marina.api.StatusException;
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
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps the pods of a stateful set.
public final class StatefulSetReconciler implements ObjectReconciler<StatefulSet> {

    private static final String HASH = "controller.kubernetes.io/hash";
    private static final Duration LEAVING = Duration.ofSeconds(2);

    public static Controller controller() {
        return Controller.named("statefulset").reconciles(Types.STATEFUL_SETS)
                .alsoWatches(Types.PODS, Mapper.owner(Types.STATEFUL_SETS))
                .alsoWatches(Types.PODS, Mapper.adopting(Types.STATEFUL_SETS, StatefulSetReconciler::takes))
                .alsoWatches(Types.CONTROLLER_REVISIONS, Mapper.owner(Types.STATEFUL_SETS))
                .workers(5).with(new StatefulSetReconciler());
    }

    @Override
    public ResourceType<StatefulSet> type() {
        return Types.STATEFUL_SETS;
    }

    private static boolean takes(StatefulSet set, Pod pod) {
        return LabelSelection.takes(set.getSpec().getSelector(), pod.getMetadata().getLabels()) && Identity.ordinal(set, pod) >= 0;
    }

    @Override
    public Outcome reconcile(Turn turn, StatefulSet set) {
        if (set.getMetadata().getDeletionTimestamp() != null) {
            // its revisions go too, maybe before its pods: one made now would be taken away at once, and made again
            return Outcome.SETTLED;
        }
        Owners.carryOut(Owners.of(set, turn.snapshot().claimable(Types.PODS, set, set.getSpec().getSelector()), pod -> takes(set, pod)),
                Types.PODS, Types.STATEFUL_SETS, set, turn.writes());
        return new Step(turn, set, Revisions.of(turn, set, Types.STATEFUL_SETS)).take();
    }

    private static List<Pod> pods(StatefulSet set, Turn turn) {
        return turn.snapshot().controlledBy(Types.PODS, set.getMetadata().getUid());
    }

    /// One reconcile of one set.
    private record Step(Turn turn, StatefulSet set, Revisions revisions) {

        Outcome take() {
            int collisions = set.getStatus() == null || set.getStatus().getCollisionCount() == null ? 0 : set.getStatus().getCollisionCount();
            Revisions.Current updated = revisions.ensure(set.getSpec().getTemplate(), collisions, HASH);
            String update = updated.revision().getMetadata().getName();
            String before = set.getStatus() == null || set.getStatus().getCurrentRevision() == null ? "" : set.getStatus().getCurrentRevision();
            Optional<PodTemplateSpec> old = revisions.named(before).map(revisions::template);
            String current = old.isPresent() ? before : update;
            StatefulSetPlan plan = StatefulSetPlan.of(set, pods(set, turn), current, update, turn.now());
            Optional<StatusException> refusal = Optional.empty();
            boolean waits = false;
            try {
                waits = carryOut(plan, old.orElse(set.getSpec().getTemplate()), current, update);
            } catch (StatusException e) {
                refusal = Optional.of(e);
            }
            report(current, update, updated.collisions());
            trim(current, update);
            if (refusal.isPresent() && !PodWrites.namespaceEnds(refusal.get())) {
                throw refusal.get();
            }
            return waits ? Outcome.recheckAfter(LEAVING) : nextAvailability();
        }

        /// Whether a pod could not be made yet.
        private boolean carryOut(StatefulSetPlan plan, PodTemplateSpec old, String current, String update) {
            Claims claims = new Claims(set, turn);
            PodWrites room = new PodWrites(turn, set);
            // before a pod goes: afterwards nobody could own its claims
            if (!set.getSpec().getVolumeClaimTemplates().isEmpty()) {
                pods(set, turn).stream().filter(pod -> Identity.ordinal(set, pod) >= 0).forEach(claims::retain);
            }
            plan.delete().forEach(this::delete);
            plan.restore().forEach(pod -> turn.writes().update(Types.PODS, Identity.restored(set, pod)));
            plan.claims().forEach(pod -> claims.ensure(Identity.ordinal(set, pod)));
            boolean waits = false;
            for (int ordinal : plan.create()) {
                if (claims.leaving(ordinal)) {
                    waits = true;
                    continue;
                }
                boolean keeps = StatefulSetPlan.keepsCurrent(set, ordinal);
                create(Identity.pod(set, keeps ? old : set.getSpec().getTemplate(), keeps ? current : update, ordinal), ordinal, claims, room);
            }
            return waits;
        }

        private void create(Pod pod, int ordinal, Claims claims, PodWrites room) {
            try {
                room.requireRoom();
                claims.ensure(ordinal);
                turn.writes().create(Types.PODS, pod);
                tell(Severity.Normal, "SuccessfulCreate", "create Pod %s in StatefulSet %s successful", pod, "");
            } catch (StatusException e) {
                if (!PodWrites.namespaceEnds(e)) {
                    tell(Severity.Warning, "FailedCreate", "create Pod %s in StatefulSet %s failed error: ", pod, e.getMessage());
                }
                throw e;
            }
        }

        private void delete(Pod pod) {
            try {
                turn.writes().delete(Types.PODS, pod);
                tell(Severity.Normal, "SuccessfulDelete", "delete Pod %s in StatefulSet %s successful", pod, "");
            } catch (StatusException e) {
                tell(Severity.Warning, "FailedDelete", "delete Pod %s in StatefulSet %s failed error: ", pod, e.getMessage());
                throw e;
            }
        }

        private void tell(Severity severity, String reason, String what, Pod pod, String why) {
            turn.event(set, severity, reason, what.formatted(pod.getMetadata().getName(), set.getMetadata().getName()) + why);
        }

        private void report(String current, String update, int collisions) {
            Snapshot now = turn.snapshot();
            Optional<StatefulSet> present = now.find(Types.STATEFUL_SETS, set.getMetadata().getNamespace(), set.getMetadata().getName())
                    .filter(other -> other.getMetadata().getUid().equals(set.getMetadata().getUid()));
            if (present.isEmpty()) {
                return;
            }
            StatefulSetStatus status = StatefulSetStatusPlan.of(set, pods(set, turn), current, update, collisions, turn.now());
            if (!status.equals(present.get().getStatus())) {
                turn.writes().updateStatus(Types.STATEFUL_SETS, new StatefulSetBuilder(present.get()).withStatus(status).build());
            }
        }

        private void trim(String current, String update) {
            Set<String> live = new HashSet<>(List.of(current, update));
            pods(set, turn).stream().map(Identity::revision).forEach(live::add);
            revisions.trim(live, set.getSpec().getRevisionHistoryLimit());
        }

        private Outcome nextAvailability() {
            int minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
            return pods(set, turn).stream().filter(PodState::active).flatMap(pod -> PodState.untilAvailable(pod, minReady, turn.now()).stream())
                    .min(Duration::compareTo).map(Outcome::recheckAfter).orElse(Outcome.SETTLED);
        }
    }
}
