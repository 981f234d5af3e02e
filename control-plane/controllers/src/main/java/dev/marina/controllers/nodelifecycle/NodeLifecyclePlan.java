package dev.marina.controllers.nodelifecycle;

import dev.marina.controllers.engine.NodeStatuses;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What follows from a node's conditions: whether they are still to be believed, and its taints.
///
/// @param unknown whether its conditions are to be set to Unknown
/// @param taints the taints it shall have
record NodeLifecyclePlan(boolean unknown, List<Taint> taints) {

    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final Map<String, String> PRESSURE = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure", "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure", "NetworkUnavailable", "node.kubernetes.io/network-unavailable");
    /// What a pod tolerates that says nothing of these two taints.
    private static final long DEFAULT_TOLERATION_SECONDS = 300;

    /// @param silent whether the node has not reported for too long
    static NodeLifecyclePlan of(Node node, boolean silent, Instant now) {
        String ready = silent ? "Unknown" : NodeStatuses.condition(node, "Ready").map(NodeCondition::getStatus).orElse("Unknown");
        List<Taint> wanted = new ArrayList<>();
        switch (ready) {
            case "True" -> {
            }
            case "False" -> both(wanted, NOT_READY);
            default -> both(wanted, UNREACHABLE);
        }
        PRESSURE.forEach((type, key) -> NodeStatuses.condition(node, type).filter(condition -> "True".equals(condition.getStatus()))
                .ifPresent(_ -> wanted.add(new Taint("NoSchedule", key, null, null))));
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            wanted.add(new Taint("NoSchedule", UNSCHEDULABLE, null, null));
        }
        boolean unknown = silent && NodeStatuses.condition(node, "Ready").map(NodeCondition::getStatus).filter("Unknown"::equals).isEmpty();
        return new NodeLifecyclePlan(unknown, merged(taints(node), wanted, now));
    }

    private static void both(List<Taint> taints, String key) {
        taints.add(new Taint("NoSchedule", key, null, null));
        taints.add(new Taint("NoExecute", key, null, null));
    }

    /// Others' taints stay, and ours keep the time at which they were put on.
    private static List<Taint> merged(List<Taint> present, List<Taint> wanted, Instant now) {
        List<Taint> result = new ArrayList<>(present.stream().filter(taint -> !ours(taint.getKey())).toList());
        for (Taint taint : wanted) {
            result.add(present.stream().filter(old -> same(old, taint)).findFirst().orElseGet(() -> new Taint(taint.getEffect(), taint.getKey(),
                    taint.getEffect().equals("NoExecute") ? now.truncatedTo(ChronoUnit.SECONDS).toString() : null, null)));
        }
        return result;
    }

    static List<Taint> taints(Node node) {
        return node.getSpec() == null || node.getSpec().getTaints() == null ? List.of() : node.getSpec().getTaints();
    }

    private static boolean ours(String key) {
        return key.equals(NOT_READY) || key.equals(UNREACHABLE) || key.equals(UNSCHEDULABLE) || PRESSURE.containsValue(key);
    }

    private static boolean same(Taint one, Taint other) {
        return one.getKey().equals(other.getKey()) && one.getEffect().equals(other.getEffect());
    }

    /// How long the pod may still stay under these taints; empty means for ever.
    static Optional<Duration> mayStay(Pod pod, List<Taint> taints, Instant now) {
        Optional<Duration> shortest = Optional.empty();
        for (Taint taint : taints) {
            if (taint.getEffect().equals("NoExecute")) {
                Optional<Duration> left = tolerated(pod, taint).map(tolerated -> Duration.between(now, since(taint, now).plus(tolerated)));
                if (left.isPresent() && (shortest.isEmpty() || left.get().compareTo(shortest.get()) < 0)) {
                    shortest = left;
                }
            }
        }
        return shortest;
    }

    private static Instant since(Taint taint, Instant now) {
        return taint.getTimeAdded() == null ? now : Instant.parse(taint.getTimeAdded());
    }

    /// How long the pod tolerates the taint; empty means for ever, zero not at all.
    private static Optional<Duration> tolerated(Pod pod, Taint taint) {
        List<Toleration> matching = pod.getSpec().getTolerations() == null
                ? List.of()
                : pod.getSpec().getTolerations().stream().filter(toleration -> tolerates(toleration, taint)).toList();
        if (matching.isEmpty()) {
            return Optional.of(Duration.ofSeconds(taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE) ? DEFAULT_TOLERATION_SECONDS : 0));
        }
        return matching.stream().map(Toleration::getTolerationSeconds).filter(Objects::nonNull).min(Long::compare)
                .map(seconds -> Duration.ofSeconds(Math.max(0, seconds)));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.getEffect() == null || toleration.getEffect().isEmpty() || toleration.getEffect().equals(taint.getEffect());
        boolean anyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean exists = "Exists".equals(toleration.getOperator());
        boolean key = anyKey ? exists : toleration.getKey().equals(taint.getKey());
        return effect && key && (exists || Objects.requireNonNullElse(toleration.getValue(), "").equals(Objects.requireNonNullElse(taint.getValue(), "")));
    }
}
