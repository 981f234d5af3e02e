package dev.marina.controllers.statefulset;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Share;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The next step of a stateful set: updateStatefulSet in pkg/controller/statefulset/stateful_set_control.go as a pure function.
///
/// @param create ordinals that need a pod
/// @param delete pods that go: ended ones, those of too high ordinals, those of an old template
/// @param restore pods whose identity was changed
/// @param claims pods that may still lack a claim
record StatefulSetPlan(List<Integer> create, List<Pod> delete, List<Pod> restore, List<Pod> claims) {

    /// At most so many pods in one reconcile.
    static final int BURST = 500;

    /// @param current name of the revision that pods below the partition have
    /// @param update name of the revision that the others are to have
    static StatefulSetPlan of(StatefulSet set, List<Pod> pods, String current, String update, Instant now) {
        Decision decision = new Decision(set, pods, current, update, now);
        if (set.getMetadata().getDeletionTimestamp() == null) {
            decision.decide();
        }
        return new StatefulSetPlan(decision.create, decision.delete, decision.restore, decision.claims);
    }

    /// Whether a new pod of this ordinal is of the current revision, not of the updated one.
    static boolean keepsCurrent(StatefulSet set, int ordinal) {
        return rolls(set) && ordinal < (long) Identity.start(set) + rolling(set).map(RollingUpdateStatefulSetStrategy::getPartition)
                .orElseGet(() -> set.getStatus() == null || set.getStatus().getCurrentReplicas() == null ? 0 : set.getStatus().getCurrentReplicas());
    }

    private static boolean rolls(StatefulSet set) {
        return set.getSpec().getUpdateStrategy() == null || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
    }

    private static Optional<RollingUpdateStatefulSetStrategy> rolling(StatefulSet set) {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy()).map(strategy -> strategy.getRollingUpdate());
    }

    /// Used once.
    private static final class Decision {

        private final StatefulSet set;
        private final String current;
        private final String update;
        private final Instant now;
        private final boolean ordered;
        private final TreeMap<Integer, Pod> replicas = new TreeMap<>();
        private final List<Pod> condemned = new ArrayList<>();
        private final List<Integer> create = new ArrayList<>();
        private final List<Pod> delete = new ArrayList<>();
        private final List<Pod> restore = new ArrayList<>();
        private final List<Pod> claims = new ArrayList<>();

        Decision(StatefulSet set, List<Pod> pods, String current, String update, Instant now) {
            this.set = set;
            this.current = current;
            this.update = update;
            this.now = now;
            this.ordered = !"Parallel".equals(set.getSpec().getPodManagementPolicy());
            for (Pod pod : pods) {
                int ordinal = Identity.ordinal(set, pod);
                if (Identity.inRange(set, ordinal)) {
                    replicas.put(ordinal, pod);
                } else if (ordinal >= 0) {
                    condemned.add(pod);
                }
            }
            condemned.sort(Comparator.comparingInt((Pod pod) -> Identity.ordinal(set, pod)).reversed());
        }

        void decide() {
            if (keepReplicas() && endCondemned() && rolls(set)) {
                replaceOld();
            }
        }

        /// Whether the set may go on to smaller matters.
        private boolean keepReplicas() {
            long end = (long) Identity.start(set) + Identity.replicas(set);
            for (long ordinal = Identity.start(set); ordinal < end && create.size() < BURST; ordinal++) {
                Pod pod = replicas.get((int) ordinal);
                if (pod == null) {
                    create.add((int) ordinal);
                } else {
                    keep(pod);
                }
                if (ordered && (pod == null || !settled(pod))) {
                    return false;
                }
            }
            return true;
        }

        private void keep(Pod pod) {
            if (PodState.ended(pod)) {
                remove(pod);
                return;
            }
            if (PodState.phase(pod).equals("Pending")) {
                claims.add(pod);
            }
            if (abandoned(pod)) {
                remove(pod);
            } else if (!Identity.matches(set, pod)) {
                restore.add(pod);
            }
        }

        private boolean settled(Pod pod) {
            return !PodState.ended(pod) && !unavailable(pod);
        }

        /// Neither ready nor of a template that anybody wants: nothing is lost with it, and all that follows would wait for it.
        private boolean abandoned(Pod pod) {
            String revision = Identity.revision(pod);
            return rolls(set) && !Identity.runsReady(pod) && !revision.isEmpty() && !revision.equals(current) && !revision.equals(update);
        }

        /// From the highest down; in order each waits for the one before, and for the others to be healthy.
        private boolean endCondemned() {
            Optional<Pod> firstUnavailable = replicas.values().stream().filter(this::unavailable).findFirst()
                    .or(() -> condemned.reversed().stream().filter(this::unavailable).findFirst());
            for (Pod pod : condemned) {
                if (PodState.terminating(pod)) {
                    if (ordered) {
                        return false;
                    }
                    continue;
                }
                if (ordered && unavailable(pod) && firstUnavailable.filter(first -> first == pod).isEmpty()) {
                    return false;
                }
                remove(pod);
                if (ordered || delete.size() >= BURST) {
                    return false;
                }
            }
            return true;
        }

        /// From the highest ordinal down to the partition, as many at once as may be missing. A pod that does not work anyway is
        /// replaced whatever may be missing, unless one of the new template has to become ready first.
        private void replaceOld() {
            int most = Math.max(1,
                    Share.of(rolling(set).map(RollingUpdateStatefulSetStrategy::getMaxUnavailable).orElse(null), Identity.replicas(set), true, 1));
            long least = (long) Identity.start(set) + rolling(set).map(RollingUpdateStatefulSetStrategy::getPartition).orElse(0);
            long missing = Identity.replicas(set) - replicas.size() + replicas.values().stream().filter(this::unavailable).count();
            long mayGo = most - missing;
            for (Map.Entry<Integer, Pod> entry : replicas.descendingMap().entrySet()) {
                Pod pod = entry.getValue();
                if (entry.getKey() < least || delete.size() >= BURST) {
                    return;
                }
                boolean old = !Identity.revision(pod).equals(update);
                if (old && !PodState.terminating(pod)) {
                    if (!unavailable(pod) && mayGo-- <= 0) {
                        return;
                    }
                    remove(pod);
                    if (most == 1) {
                        return;
                    }
                } else if (most == 1 && unavailable(pod)) {
                    return;
                }
            }
        }

        private void remove(Pod pod) {
            if (!PodState.terminating(pod)) {
                delete.add(pod);
            }
        }

        private boolean unavailable(Pod pod) {
            return PodState.terminating(pod) || !Identity.available(set, pod, now);
        }
    }
}
