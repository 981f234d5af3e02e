package dev.marina.controlplane.plan;

import dev.marina.apiserver.worlds.PodRule;
import dev.marina.apiserver.worlds.PodRule.Becomes;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What nodes are supposed to do in a world, in the world's own time, so that one can see what happens one after the other: containers take a second
/// to start, a probe answers once its delay is over, a task works for some seconds, an end takes two. Pods that had a node before stay as they were
/// until they are to go. Nothing happens on a node that is lost.
final class PacedPods {

    static final Duration START = Duration.ofSeconds(1);
    static final Duration WORK = Duration.ofSeconds(3);
    static final Duration END = Duration.ofSeconds(2);

    private final ClusterCopy copy;
    private final List<PodRule> rules;
    private final Predicate<String> alive;
    private final Set<String> before;
    private final PodReports reports;
    /// When what somebody last wanted of a pod began, by its uid.
    private final Map<String, Since> since = new HashMap<>();

    private record Since(Stage stage, Instant at) {}

    private enum Stage {
        PLACED, RUNNING, ENDING
    }

    /// @param alive which nodes are
    PacedPods(ClusterCopy copy, List<PodRule> rules, Predicate<String> alive) {
        this.copy = copy;
        this.rules = rules;
        this.alive = alive;
        this.reports = new PodReports(copy);
        this.before = copy.snapshot().list(Types.PODS, "").stream().filter(pod -> !PodState.nodeName(pod).isEmpty()).map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Takes every pod further whose time has come; answers whether there was any.
    boolean progress() {
        boolean any = false;
        for (Pod pod : copy.snapshot().list(Types.PODS, "")) {
            if (!PodState.nodeName(pod).isEmpty() && alive.test(PodState.nodeName(pod)) && copy.expense().over().isEmpty()) {
                any |= step(pod);
            }
        }
        return any;
    }

    private boolean step(Pod pod) {
        if (PodState.terminating(pod)) {
            boolean over = due(pod, Stage.ENDING, end(pod));
            return pod.getMetadata().getFinalizers().isEmpty() && over && PretendedPods.attempt(() -> reports.end(pod));
        }
        if (before.contains(pod.getMetadata().getUid()) || PodState.ended(pod)) {
            return false;
        }
        Becomes becomes = PodRule.of(rules, pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels());
        if (becomes == Becomes.WAITING) {
            return false;
        }
        if (PodState.phase(pod).equals("Pending")) {
            return due(pod, Stage.PLACED, START) && PretendedPods.attempt(() -> begin(pod, becomes));
        }
        return due(pod, Stage.RUNNING, work(pod, becomes)) && goOn(pod, becomes);
    }

    private void begin(Pod pod, Becomes becomes) {
        boolean ready = becomes == Becomes.READY && delay(pod).isZero();
        if (ready) {
            reports.run(pod, pod.getSpec().getReadinessGates().isEmpty());
        } else {
            reports.runUnready(pod);
        }
    }

    private boolean goOn(Pod pod, Becomes becomes) {
        return switch (becomes) {
            case WAITING, NEVER_READY -> false;
            case FAILING -> !PodReports.anyEnded(pod) && PretendedPods.attempt(() -> reports.fail(pod));
            case READY -> SupposedEnd.of(pod, 0).any()
                    ? !PodReports.anyEnded(pod) && PretendedPods.attempt(() -> reports.succeed(pod))
                    : !PodState.ready(pod) && pod.getSpec().getReadinessGates().isEmpty() && PretendedPods.attempt(() -> reports.run(pod, true));
        };
    }

    /// How long until what comes after its start.
    private static Duration work(Pod pod, Becomes becomes) {
        return becomes == Becomes.FAILING ? START : SupposedEnd.of(pod, 0).any() ? WORK : delay(pod);
    }

    /// Until all of its readiness probes have answered; nothing where there are none.
    private static Duration delay(Pod pod) {
        List<Probe> probes = pod.getSpec().getContainers().stream().map(Container::getReadinessProbe).filter(Objects::nonNull).toList();
        int delay = probes.stream().map(Probe::getInitialDelaySeconds).filter(Objects::nonNull).mapToInt(Integer::intValue).max().orElse(0);
        return probes.isEmpty() ? Duration.ZERO : Duration.ofSeconds(Math.max(1, delay));
    }

    private static Duration end(Pod pod) {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return grace != null && grace < END.toSeconds() ? Duration.ofSeconds(grace) : END;
    }

    /// Whether it has been at this stage for so long.
    private boolean due(Pod pod, Stage stage, Duration wait) {
        Instant now = copy.clock().instant();
        Since begun = since.compute(pod.getMetadata().getUid(), (_, known) -> known != null && known.stage == stage ? known : new Since(stage, now));
        return !now.isBefore(begun.at.plus(wait));
    }
}
