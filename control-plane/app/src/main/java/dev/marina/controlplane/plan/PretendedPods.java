package dev.marina.controlplane.plan;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.stream.Collectors;

/// What nodes are supposed to do in a copy: a pod that is given a node starts and is ready at once, those of its containers that are done when they
/// succeed do so a step later, and a pod that is to go goes. Pods that had a node before the plan began stay as they were.
final class PretendedPods {

    private final ClusterCopy copy;
    private final boolean start;
    private final Set<String> before;
    private final PodReports reports;

    /// @param start whether pods start at all
    PretendedPods(ClusterCopy copy, boolean start) {
        this.copy = copy;
        this.start = start;
        this.reports = new PodReports(copy);
        this.before = copy.snapshot().list(Types.PODS, "").stream().filter(pod -> !PodState.nodeName(pod).isEmpty()).map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Takes every pod one step further; answers whether there was any to take.
    boolean progress() {
        Snapshot snapshot = copy.snapshot();
        boolean any = false;
        for (Pod pod : snapshot.list(Types.PODS, "")) {
            boolean placed = !PodState.nodeName(pod).isEmpty() && snapshot.find(Types.NODES, "", PodState.nodeName(pod)).isPresent();
            if (placed && copy.expense().over().isEmpty()) {
                any |= step(pod);
            }
        }
        return any;
    }

    private boolean step(Pod pod) {
        if (PodState.terminating(pod)) {
            return pod.getMetadata().getFinalizers().isEmpty() && attempt(() -> reports.end(pod));
        }
        if (!start || before.contains(pod.getMetadata().getUid()) || PodState.ended(pod)) {
            return false;
        }
        if (PodState.phase(pod).equals("Pending")) {
            return attempt(() -> reports.run(pod, pod.getSpec().getReadinessGates().isEmpty()));
        }
        return SupposedEnd.of(pod, 0).any() && !PodReports.anyEnded(pod) && attempt(() -> reports.succeed(pod));
    }

    /// What changed meanwhile is looked at again in the next round.
    static boolean attempt(Runnable write) {
        try {
            write.run();
            return true;
        } catch (StatusException e) {
            if (!e.is("Conflict") && !e.is("NotFound")) {
                throw e;
            }
            return false;
        }
    }
}
