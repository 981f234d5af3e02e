package dev.marina.controlplane.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.Document;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Writes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What kubelets write of their pods, written for them in a copy.
final class PodReports {

    private static final String NODE = "system:node:";

    private final ClusterCopy copy;
    private int addresses;

    PodReports(ClusterCopy copy) {
        this.copy = copy;
    }

    /// Its containers run.
    void run(Pod pod, boolean ready) {
        say(pod, "Running", true, ready, container -> runs(container, true));
    }

    /// Its containers run, and a probe says no.
    void runUnready(Pod pod) {
        say(pod, "Running", false, false, container -> runs(container, false));
    }

    /// Those of its containers that are done when they succeed do so; the others go on.
    void succeed(Pod pod) {
        SupposedEnd end = SupposedEnd.of(pod, 0);
        say(pod, end.phase(), false, false, container -> end.stays(container) ? ended(container, 0, "Completed") : runs(container, true));
    }

    /// Its containers end with an error, and wait to be started again where they are.
    void fail(Pod pod) {
        SupposedEnd end = SupposedEnd.of(pod, 1);
        say(pod, end.phase(), false, false, container -> end.stays(container) ? ended(container, 1, "Error") : waitsAgain(container));
    }

    /// Whether one of its containers has come to an end that was told.
    static boolean anyEnded(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(container -> container.getRestartCount() > 0 || container.getState() != null && container.getState().getTerminated() != null);
    }

    /// It is gone, as somebody wanted.
    void end(Pod pod) {
        ObjectNode options = Document.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions").put("gracePeriodSeconds", 0);
        options.putObject("preconditions").put("uid", pod.getMetadata().getUid());
        writes(pod).delete(Types.PODS, pod, options);
    }

    private ContainerStatus runs(Container container, boolean ready) {
        return status(container, new ContainerStateBuilder().withNewRunning().withStartedAt(now()).endRunning().build(), ready, 0);
    }

    private static ContainerStatus waitsAgain(Container container) {
        return status(container, new ContainerStateBuilder().withNewWaiting().withReason("CrashLoopBackOff").endWaiting().build(), false, 1);
    }

    private ContainerStatus ended(Container container, int code, String reason) {
        return status(container, new ContainerStateBuilder().withNewTerminated().withExitCode(code).withReason(reason).withFinishedAt(now()).endTerminated()
                .build(), false, 0);
    }

    private String now() {
        return copy.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void say(Pod pod, String phase, boolean containersReady, boolean ready, Function<Container, ContainerStatus> told) {
        String now = now();
        List<PodCondition> conditions = new ArrayList<>(pod.getStatus().getConditions());
        List<String> stated = List.of("Initialized", "ContainersReady", "Ready");
        conditions.removeIf(condition -> stated.contains(condition.getType()));
        for (String type : stated) {
            boolean holds = type.equals("Initialized") || (type.equals("Ready") ? ready : containersReady);
            conditions.add(new PodConditionBuilder().withType(type).withStatus(holds ? "True" : "False").withLastTransitionTime(now).build());
        }
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream().map(told).toList();
        // of a range that is nobody's: https://www.rfc-editor.org/rfc/rfc5737
        String address = pod.getStatus().getPodIP() == null ? "192.0.2." + (1 + addresses++ % 254) : pod.getStatus().getPodIP();
        writes(pod).updateStatus(Types.PODS, new PodBuilder(pod).editStatus().withPhase(phase).withPodIP(address).withStartTime(now)
                .withConditions(conditions).withContainerStatuses(containers).endStatus().build());
    }

    private static ContainerStatus status(Container container, ContainerState state, boolean ready, int restarts) {
        return new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage()).withImageID("").withRestartCount(restarts)
                .withReady(ready).withState(state).build();
    }

    private Writes writes(Pod pod) {
        Cause cause = Turn.cause(pod);
        return new Writes(copy.server().client(), copy.decoder(), new Call(copy.cluster(), NODE + pod.getSpec().getNodeName(), cause));
    }
}
