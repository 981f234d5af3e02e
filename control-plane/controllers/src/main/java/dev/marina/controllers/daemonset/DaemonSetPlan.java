package dev.marina.controllers.daemonset;

import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Share;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The next step of a daemon set: manage and rollingUpdate of pkg/controller/daemon as a pure function.
///
/// @param create nodes that need a pod
/// @param delete pods that go
/// @param ended those among them that ended by themselves
/// @param recheck when an ended pod may be replaced
record DaemonSetPlan(List<String> create, List<Pod> delete, List<Pod> ended, Optional<Duration> recheck) {

    /// At most so many pods in one reconcile.
    static final int BURST = 250;
    static final Duration BEFORE_REPLACEMENT = Duration.ofSeconds(15);

    /// Of those that have their node, before those that still wait for it. podByCreationTimestampAndPhase in pkg/controller/daemon/daemon_controller.go
    private static final Comparator<Pod> OLDEST_FIRST = Comparator
            .comparing((Pod pod) -> PodState.nodeName(pod).isEmpty())
            .thenComparing((Pod pod) -> pod.getMetadata().getCreationTimestamp() == null ? "" : pod.getMetadata().getCreationTimestamp())
            .thenComparing(pod -> pod.getMetadata().getName());

    /// @param hash of the template that pods are to have
    static DaemonSetPlan of(DaemonSet set, List<Node> nodes, List<Pod> pods, String hash, Instant now) {
        Decision decision = new Decision(set, pods, hash, now);
        if (set.getMetadata().getDeletionTimestamp() == null) {
            decision.decide(nodes);
        }
        return new DaemonSetPlan(decision.create.stream().limit(BURST).toList(), decision.delete.stream().limit(BURST).toList(), decision.ended,
                decision.recheck);
    }

    /// By node, the oldest first.
    static Map<String, List<Pod>> byNode(List<Pod> pods) {
        Map<String, List<Pod>> byNode = new HashMap<>();
        pods.stream().sorted(OLDEST_FIRST).forEach(pod -> byNode.computeIfAbsent(DaemonPod.node(pod), _ -> new ArrayList<>()).add(pod));
        return byNode;
    }

    /// Used once.
    private static final class Decision {

        private final DaemonSet set;
        private final String hash;
        private final Instant now;
        private final int minReady;
        private final Map<String, List<Pod>> byNode;
        private final List<String> create = new ArrayList<>();
        private final List<Pod> delete = new ArrayList<>();
        private final List<Pod> ended = new ArrayList<>();
        private Optional<Duration> recheck = Optional.empty();

        Decision(DaemonSet set, List<Pod> pods, String hash, Instant now) {
            this.set = set;
            this.hash = hash;
            this.now = now;
            this.minReady = set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
            this.byNode = byNode(pods);
        }

        void decide(List<Node> nodes) {
            List<String> wanted = new ArrayList<>();
            Map<String, DaemonPod.Wanted> all = new HashMap<>();
            for (Node node : nodes) {
                DaemonPod.Wanted here = DaemonPod.wanted(set, node);
                all.put(node.getMetadata().getName(), here);
                if (here.starts()) {
                    wanted.add(node.getMetadata().getName());
                }
            }
            byNode.forEach((node, there) -> keep(there, all.getOrDefault(node, DaemonPod.Wanted.NEITHER), all.containsKey(node)));
            wanted.stream().filter(node -> !byNode.containsKey(node)).sorted().forEach(create::add);
            if (rolling().isPresent() && delete.isEmpty()) {
                roll(wanted);
            }
        }

        /// Pods on a node that is gone are left to pod garbage collection, which does not know of those that only were to go there:
        /// getUnscheduledPodsWithoutNode in pkg/controller/daemon/daemon_controller.go
        private void keep(List<Pod> there, DaemonPod.Wanted wanted, boolean nodeExists) {
            if (!wanted.stays()) {
                there.stream().filter(pod -> (nodeExists || PodState.nodeName(pod).isEmpty()) && !PodState.terminating(pod)).forEach(delete::add);
                return;
            }
            List<Pod> running = new ArrayList<>();
            for (Pod pod : there) {
                if (PodState.terminating(pod)) {
                    continue;
                }
                if (PodState.ended(pod)) {
                    replaceEnded(pod);
                } else {
                    running.add(pod);
                }
            }
            boolean surges = surge(running.size()) > 0;
            if (surges) {
                // unlike upstream, which keeps the oldest of the old ones whichever of them works: then the node would be without
                running.sort(Comparator.comparing(pod -> !available(pod)));
            }
            for (String each : surges ? running.stream().map(this::generation).distinct().toList() : List.of("")) {
                running.stream().filter(pod -> !surges || generation(pod).equals(each)).skip(1).forEach(delete::add);
            }
        }

        private String generation(Pod pod) {
            return DaemonPod.hash(pod).equals(hash) ? "new" : "old";
        }

        private void replaceEnded(Pod pod) {
            Duration left = Duration.between(now, ending(pod).plus(BEFORE_REPLACEMENT));
            if (left.isPositive()) {
                recheck = Optional.of(recheck.filter(other -> other.compareTo(left) < 0).orElse(left));
            } else {
                delete.add(pod);
                ended.add(pod);
            }
        }

        private static Instant ending(Pod pod) {
            return pod.getStatus().getContainerStatuses().stream()
                    .filter(container -> container.getState() != null && container.getState().getTerminated() != null
                            && container.getState().getTerminated().getFinishedAt() != null)
                    .map(container -> Instant.parse(container.getState().getTerminated().getFinishedAt())).max(Instant::compareTo)
                    .or(() -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()).map(Instant::parse)).orElse(Instant.EPOCH);
        }

        private Optional<RollingUpdateDaemonSet> rolling() {
            var strategy = set.getSpec().getUpdateStrategy();
            return strategy == null || "OnDelete".equals(strategy.getType())
                    ? Optional.empty()
                    : Optional.of(strategy.getRollingUpdate() == null ? new RollingUpdateDaemonSet() : strategy.getRollingUpdate());
        }

        private int surge(int desired) {
            return rolling().map(rolling -> Share.of(rolling.getMaxSurge(), desired, true, 0)).orElse(0);
        }

        private void roll(List<String> wanted) {
            int surge = surge(wanted.size());
            if (surge > 0) {
                rollWithSurge(wanted, surge);
            } else {
                rollWithout(wanted, Math.max(1, Share.of(rolling().orElseThrow().getMaxUnavailable(), wanted.size(), true, 1)));
            }
        }

        /// Old pods that do not work go at once, others as long as not too many nodes are without.
        private void rollWithout(List<String> wanted, int mostUnavailable) {
            int unavailable = 0;
            List<Pod> broken = new ArrayList<>();
            List<Pod> working = new ArrayList<>();
            for (String node : wanted) {
                List<Pod> there = byNode.getOrDefault(node, List.of()).stream().filter(pod -> !PodState.ended(pod)).toList();
                Optional<Pod> fresh = there.stream().filter(pod -> generation(pod).equals("new") && !PodState.terminating(pod)).findFirst();
                Optional<Pod> old = there.stream().filter(pod -> generation(pod).equals("old") && !PodState.terminating(pod)).findFirst();
                if (fresh.isPresent() || old.isEmpty()) {
                    unavailable += fresh.filter(this::available).isPresent() ? 0 : 1;
                } else if (available(old.get())) {
                    working.add(old.get());
                } else {
                    broken.add(old.get());
                    unavailable++;
                }
            }
            delete.addAll(broken);
            working.stream().limit(Math.max(0, mostUnavailable - unavailable)).forEach(delete::add);
        }

        /// New pods beside the old ones first; an old one goes when the new one works.
        private void rollWithSurge(List<String> wanted, int mostSurge) {
            int surging = 0;
            List<String> candidates = new ArrayList<>();
            for (String node : wanted) {
                List<Pod> there = byNode.getOrDefault(node, List.of()).stream().filter(pod -> !PodState.ended(pod) && !PodState.terminating(pod)).toList();
                Optional<Pod> fresh = there.stream().filter(pod -> generation(pod).equals("new")).findFirst();
                Optional<Pod> old = there.stream().filter(pod -> generation(pod).equals("old")).findFirst();
                if (old.isEmpty()) {
                    continue;
                }
                if (fresh.isPresent()) {
                    if (available(fresh.get())) {
                        delete.add(old.get());
                    } else {
                        surging++;
                    }
                } else if (available(old.get())) {
                    candidates.add(node);
                } else {
                    create.add(node);
                }
            }
            candidates.stream().limit(Math.max(0, mostSurge - surging)).forEach(create::add);
        }

        private boolean available(Pod pod) {
            return PodState.available(pod, minReady, now);
        }
    }
}
