package dev.marina.testing;

import dev.marina.testing.LabContainers.Fate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a kubelet would say of a pod.
///
/// @param again whether it would look again although nothing changes
record LabPodStatus(String phase, List<ContainerStatus> init, List<ContainerStatus> main, boolean initialized, boolean again) {

    private static final String BEGINS = "PodInitializing";

    /// When a container that has ended is started again.
    private enum Again {
        NEVER, AFTER_FAILURE, ALWAYS
    }

    /// @param restart whether those that end badly are started once more by now
    static LabPodStatus of(Pod pod, LabContainers containers, boolean restart, String now) {
        List<ContainerStatus> init = new ArrayList<>();
        boolean through = true;
        for (Container each : pod.getSpec().getInitContainers()) {
            ContainerStatus before = before(pod.getStatus().getInitContainerStatuses(), each);
            ContainerStatus status = through ? status(each, containers.of(each), before, Again.AFTER_FAILURE, restart, now) : waits(each, before);
            init.add(status);
            through &= LabContainers.sidecar(each) ? status.getState().getRunning() != null : done(status);
        }
        boolean initialized = through;
        Again policy = switch (pod.getSpec().getRestartPolicy()) {
            case "Never" -> Again.NEVER;
            case "OnFailure" -> Again.AFTER_FAILURE;
            default -> Again.ALWAYS;
        };
        List<ContainerStatus> main = pod.getSpec().getContainers().stream().map(each -> {
            ContainerStatus before = before(pod.getStatus().getContainerStatuses(), each);
            return initialized ? status(each, containers.of(each), before, policy, restart, now) : waits(each, before);
        }).toList();
        boolean again = Stream.concat(init.stream(), main.stream())
                .anyMatch(status -> status.getState().getWaiting() != null
                        && !List.of(BEGINS, "ErrImagePull").contains(status.getState().getWaiting().getReason()));
        return new LabPodStatus(phase(main), init, main, initialized, again);
    }

    private static ContainerStatus before(List<ContainerStatus> statuses, Container container) {
        return statuses.stream().filter(status -> status.getName().equals(container.getName())).findFirst()
                .orElseGet(() -> new ContainerStatusBuilder().withRestartCount(0).build());
    }

    private static boolean done(ContainerStatus status) {
        return status.getState().getTerminated() != null && status.getState().getTerminated().getExitCode() == 0;
    }

    private static ContainerStatus waits(Container container, ContainerStatus before) {
        return status(container, before.getRestartCount(), false, new ContainerStateBuilder().withNewWaiting("", BEGINS).build(), null);
    }

    private static ContainerStatus status(Container container, Fate fate, ContainerStatus before, Again policy, boolean restart, String now) {
        Again again = LabContainers.sidecar(container) ? Again.ALWAYS : policy;
        return switch (fate) {
            case Fate.Waits(String reason, String message) -> status(container, before.getRestartCount(), false,
                    new ContainerStateBuilder().withNewWaiting(message, reason).build(), null);
            case Fate.Runs(boolean ready) -> status(container, before.getRestartCount(), ready,
                    new ContainerStateBuilder().withNewRunning().withStartedAt(now).endRunning().build(), before.getLastState());
            case Fate.Ends(int code) -> {
                ContainerState end = ended(code, code == 0 ? "Completed" : "Error", now);
                yield again == Again.ALWAYS || again == Again.AFTER_FAILURE && code != 0
                        ? loops(container, before, restart, end)
                        : status(container, before.getRestartCount(), false, end, null);
            }
            case Fate.Killed _ -> loops(container, before, restart, ended(137, "Error", now));
        };
    }

    private static ContainerState ended(int code, String reason, String now) {
        return new ContainerStateBuilder().withNewTerminated().withExitCode(code).withReason(reason).withFinishedAt(now).endTerminated().build();
    }

    private static ContainerStatus loops(Container container, ContainerStatus before, boolean restart, ContainerState last) {
        boolean first = before.getRestartCount() == 0;
        return status(container, first || restart ? before.getRestartCount() + 1 : before.getRestartCount(), false, new ContainerStateBuilder()
                .withNewWaiting("back-off restarting failed container=" + container.getName(), "CrashLoopBackOff").build(), last);
    }

    private static ContainerStatus status(Container container, int restarts, boolean ready, ContainerState state, ContainerState last) {
        return new ContainerStatusBuilder().withName(container.getName()).withImage(container.getImage()).withImageID("").withRestartCount(restarts)
                .withReady(ready).withStarted(state.getRunning() != null).withState(state).withLastState(last).build();
    }

    private static String phase(List<ContainerStatus> main) {
        if (main.stream()
                .anyMatch(status -> status.getState().getWaiting() != null && !"CrashLoopBackOff".equals(status.getState().getWaiting().getReason()))) {
            return "Pending";
        }
        return main.stream().anyMatch(status -> status.getState().getTerminated() == null)
                ? "Running"
                : main.stream().allMatch(LabPodStatus::done) ? "Succeeded" : "Failed";
    }

    boolean ready() {
        return main.stream().allMatch(status -> Boolean.TRUE.equals(status.getReady()));
    }

    /// The same for two that say the same.
    String words() {
        return phase + Stream.concat(init.stream(), main.stream()).map(LabPodStatus::words).toList();
    }

    static String words(ContainerStatus status) {
        ContainerState state = status.getState();
        String what = state.getWaiting() != null ? state.getWaiting().getReason() : state.getRunning() != null ? "runs" : "ended";
        return "%s %s %s %s".formatted(status.getName(), what, status.getReady(), status.getRestartCount());
    }

    static String words(Pod pod) {
        return pod.getStatus().getPhase() + Stream.concat(pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream()).map(LabPodStatus::words).toList();
    }
}
