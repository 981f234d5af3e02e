package dev.marina.controlplane.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What nodes are supposed to do in a copy: a pod that is given a node starts and is ready at once, one that may end succeeds a step later, and one
/// that is to go goes. Pods that had a node before the plan began stay as they were.
final class PretendedPods {

    private static final String NODE = "system:node:";

    private final ClusterCopy copy;
    private final boolean start;
    private final Set<String> before;
    private int addresses;

    /// @param start whether pods start at all
    PretendedPods(ClusterCopy copy, boolean start) {
        this.copy = copy;
        this.start = start;
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
            return pod.getMetadata().getFinalizers().isEmpty() && attempt(() -> end(pod));
        }
        if (!start || before.contains(pod.getMetadata().getUid()) || PodState.ended(pod)) {
            return false;
        }
        if (PodState.phase(pod).equals("Pending")) {
            return attempt(() -> say(pod, "Running", pod.getSpec().getReadinessGates().isEmpty()));
        }
        return !"Always".equals(pod.getSpec().getRestartPolicy()) && attempt(() -> say(pod, "Succeeded", false));
    }

    /// What changed meanwhile is looked at again in the next round.
    private static boolean attempt(Runnable write) {
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

    private void end(Pod pod) {
        ObjectNode options = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        writes(pod).delete(Types.PODS, pod, options);
    }

    private void say(Pod pod, String phase, boolean ready) {
        String now = copy.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus().getConditions());
        List<String> stated = List.of("Initialized", "ContainersReady", "Ready");
        conditions.removeIf(condition -> stated.contains(condition.getType()));
        for (String type : stated) {
            boolean holds = type.equals("Initialized") || (type.equals("Ready") ? ready : phase.equals("Running"));
            conditions.add(new PodConditionBuilder().withType(type).withStatus(holds ? "True" : "False").withLastTransitionTime(now).build());
        }
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream().map(container -> status(container, phase, now)).toList();
        // of a range that is nobody's: https://www.rfc-editor.org/rfc/rfc5737
        String address = pod.getStatus().getPodIP() == null ? "192.0.2." + (1 + addresses++ % 254) : pod.getStatus().getPodIP();
        writes(pod).updateStatus(Types.PODS, new PodBuilder(pod).editStatus().withPhase(phase).withPodIP(address).withStartTime(now)
                .withConditions(conditions).withContainerStatuses(containers).endStatus().build());
    }

    private static ContainerStatus status(Container container, String phase, String now) {
        ContainerStatusBuilder status = new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage()).withImageID("")
                .withRestartCount(0).withReady(phase.equals("Running"));
        return phase.equals("Running")
                ? status.withNewState().withNewRunning().withStartedAt(now).endRunning().endState().build()
                : status.withNewState().withNewTerminated().withExitCode(0).withReason("Completed").withFinishedAt(now).endTerminated().endState().build();
    }

    private Writes writes(Pod pod) {
        Cause cause = Cause.change(new ResourceVersion(Long.parseLong(pod.getMetadata().getResourceVersion())));
        return new Writes(copy.server().client(), copy.decoder(), new Call(copy.cluster(), NODE + PodState.nodeName(pod), cause));
    }
}
