package dev.marina.agent.pod;

import static dev.marina.agent.pod.Pods.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodReportTest {

    private static PodStatus report(Pod pod, Map<ContainerState, Health> health, Map<String, Waiting> waiting, ContainerState... containers) {
        Map<dev.marina.agent.runtime.ContainerId, Health> byId = health.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(entry -> entry.getKey().id(), Map.Entry::getValue));
        PodFacts facts = new Pods.Facts().health(byId).waiting(waiting).build();
        return PodReport.of(pod, new RuntimeSnapshot(List.of(Pods.sandbox()), List.of(containers)), facts, "100.64.0.7", id -> "docker://" + id, _ -> "");
    }

    private static PodStatus report(Pod pod, ContainerState... containers) {
        return report(pod, Map.of(), Map.of(), containers);
    }

    private static String condition(PodStatus status, String type) {
        return status.getConditions().stream().filter(c -> c.getType().equals(type))
                .map(c -> c.getStatus() + (c.getReason() == null ? "" : " " + c.getReason()) + (c.getMessage() == null ? "" : ": " + c.getMessage()))
                .findFirst().orElse("");
    }

    @Test
    void phaseFollowsFromTheContainers() {
        record Row(String policy, Integer exitCode, String phase) {}
        for (Row row : List.of(new Row("Always", null, "Running"), new Row("Always", 0, "Running"), new Row("Always", 1, "Running"),
                new Row("OnFailure", 0, "Succeeded"), new Row("OnFailure", 1, "Running"), new Row("Never", 0, "Succeeded"), new Row("Never", 1, "Failed"))) {
            Pod pod = Pods.oneContainer(row.policy);
            ContainerState main = row.exitCode == null
                    ? Pods.running(pod, "main", ContainerKind.MAIN)
                    : Pods.exited(pod, "main", ContainerKind.MAIN, row.exitCode);

            assertEquals(row.phase, report(pod, main).getPhase(), row.toString());
        }
    }

    @Test
    void podHasEndedWhenItsLastSidecarHas() {
        Pod pod = Pods.pod("""
                restartPolicy: Never
                initContainers: [{name: proxy, image: "marina/busybox:1", restartPolicy: Always}]
                containers: [{name: main, image: "marina/busybox:1"}]
                """);
        ContainerState main = Pods.exited(pod, "main", ContainerKind.MAIN, 0);

        assertEquals("Running", report(pod, Pods.running(pod, "proxy", ContainerKind.SIDECAR), main).getPhase());
        PodStatus ended = report(pod, Pods.exited(pod, "proxy", ContainerKind.SIDECAR, 143), main);
        assertEquals("Succeeded", ended.getPhase());
        assertEquals(143, ended.getInitContainerStatuses().getFirst().getState().getTerminated().getExitCode());
    }

    @Test
    void podHasEndedWhenWhatWasAddedToItHas() {
        Pod pod = Pods.pod("""
                restartPolicy: Never
                containers: [{name: main, image: "marina/busybox:1"}]
                ephemeralContainers: [{name: debugger, image: tools}]
                """);
        ContainerState main = Pods.exited(pod, "main", ContainerKind.MAIN, 0);

        assertEquals("Running", report(pod, main, Pods.running(pod, "debugger", ContainerKind.EPHEMERAL)).getPhase());
        assertEquals("Succeeded", report(pod, main, Pods.exited(pod, "debugger", ContainerKind.EPHEMERAL, 137)).getPhase());
    }

    /// After its sandbox has gone its init container is made once more.
    @Test
    void whatTheApiKnowsToHaveEndedForGoodStaysSo() {
        for (String policy : List.of("Never", "OnFailure", "Always")) {
            Pod pod = Pods.pod("""
                    restartPolicy: %s
                    initContainers: [{name: init, image: "marina/busybox:1"}]
                    containers: [{name: main, image: "marina/busybox:1"}]
                    """.formatted(policy));
            Pod told = new PodBuilder(pod)
                    .withStatus(report(pod, Pods.exited(pod, "init", ContainerKind.INIT, 0), Pods.running(pod, "main", ContainerKind.MAIN))).build();

            PodStatus again = report(told, Pods.running(told, "init", ContainerKind.INIT));

            assertEquals(policy.equals("Always"), again.getInitContainerStatuses().getFirst().getState().getTerminated() == null, policy);
        }
    }

    @Test
    void podWithoutContainersIsBeingMade() {
        PodStatus status = report(Pods.oneContainer("Always"));

        assertEquals("Pending", status.getPhase());
        assertEquals("ContainerCreating", status.getContainerStatuses().getFirst().getState().getWaiting().getReason());
        assertEquals("False ContainersNotReady: containers with unready status: [main]", condition(status, "Ready"));
        assertEquals("True", condition(status, "Initialized"));
        assertEquals("True", condition(status, "PodReadyToStartContainers"));
        assertEquals("BestEffort", status.getQosClass());
    }

    @Test
    void readyPodSaysWhereItIs() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);

        PodStatus status = report(pod, Map.of(main, new Health(true, true, Optional.empty())), Map.of(), main);

        assertEquals("True", condition(status, "Ready"));
        assertEquals("10.244.1.5", status.getPodIP());
        assertEquals("100.64.0.7", status.getHostIP());
        assertEquals("docker://main-0", status.getContainerStatuses().getFirst().getContainerID());
        assertEquals("2026-11-21T09:58:20Z", status.getStartTime());
    }

    @Test
    void crashLoopIsToldWithItsBackOff() {
        Pod pod = Pods.oneContainer("Always");

        var container = report(pod, Pods.crashed(pod, "main", 2, Duration.ofSeconds(1))).getContainerStatuses().getFirst();

        assertEquals("CrashLoopBackOff", container.getState().getWaiting().getReason());
        assertEquals("back-off 20s restarting failed container=main pod=web_default(uid-1)", container.getState().getWaiting().getMessage());
        assertEquals(1, container.getLastState().getTerminated().getExitCode());
        assertEquals(2, container.getRestartCount());
    }

    @Test
    void whatHoldsAContainerBackIsToldInItsPlace() {
        Pod pod = Pods.oneContainer("Always");

        var container = report(pod, Map.of(), Map.of("main", new Waiting("ImagePullBackOff", "Back-off pulling image"))).getContainerStatuses().getFirst();

        assertEquals("ImagePullBackOff", container.getState().getWaiting().getReason());
        assertNull(container.getLastState().getTerminated());
    }

    @Test
    void podWaitsForItsInitContainers() {
        Pod pod = Pods.pod("""
                initContainers: [{name: first, image: "marina/busybox:1"}]
                containers: [{name: main, image: "marina/busybox:1"}]
                """);

        PodStatus status = report(pod, Pods.running(pod, "first", ContainerKind.INIT));

        assertEquals("Pending", status.getPhase());
        assertEquals("PodInitializing", status.getContainerStatuses().getFirst().getState().getWaiting().getReason());
        assertEquals("False ContainersNotInitialized: containers with incomplete status: [first]", condition(status, "Initialized"));
    }

    @Test
    void oomIsToldOnlyWhenItEndedTheContainer() {
        Pod pod = Pods.oneContainer("Never");
        ContainerState base = Pods.exited(pod, "main", ContainerKind.MAIN, 137);
        ContainerState killed = new ContainerState(base.id(), base.sandbox(), base.pod(), base.name(), base.kind(), 0, 0, base.phase(), base.created(),
                base.started(),
                base.finished(), 137, true, "", base.image(), base.imageId(), base.specHash(), "/none");
        ContainerState childKilled = new ContainerState(base.id(), base.sandbox(), base.pod(), base.name(), base.kind(), 0, 0, base.phase(), base.created(),
                base.started(),
                base.finished(), 0, true, "", base.image(), base.imageId(), base.specHash(), "/none");

        assertEquals("OOMKilled", report(pod, killed).getContainerStatuses().getFirst().getState().getTerminated().getReason());
        assertEquals("Completed", report(pod, childKilled).getContainerStatuses().getFirst().getState().getTerminated().getReason());
    }

    @Test
    void conditionKeepsItsTimeUntilItChanges() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);
        PodStatus before = report(pod, main);
        Pod reported = new PodBuilder(pod).withStatus(before).build();
        PodFacts later = new Pods.Facts().at(NOW.plusSeconds(60)).health(main, new Health(true, true, Optional.empty())).build();

        PodStatus after = PodReport.of(reported, new RuntimeSnapshot(List.of(Pods.sandbox()), List.of(main)), later, "100.64.0.7", id -> "docker://" + id,
                _ -> "");

        assertEquals("2026-11-21T10:00:00Z",
                after.getConditions().stream().filter(c -> c.getType().equals("Initialized")).findFirst().orElseThrow().getLastTransitionTime());
        assertEquals("2026-11-21T10:01:00Z",
                after.getConditions().stream().filter(c -> c.getType().equals("Ready")).findFirst().orElseThrow().getLastTransitionTime());
    }

    @Test
    void conditionsOfOthersStay() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editStatus().addNewCondition().withType("PodScheduled").withStatus("True").endCondition()
                .addNewCondition().withType("DisruptionTarget").withStatus("True").endCondition().endStatus().build();

        PodStatus status = report(pod);

        assertEquals("True", condition(status, "PodScheduled"));
        assertEquals("True", condition(status, "DisruptionTarget"));
    }

    @Test
    void eachConditionSaysOfWhichGenerationItIs() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editMetadata().withGeneration(2L).endMetadata().editStatus().addNewCondition()
                .withType("PodScheduled")
                .withStatus("True").withObservedGeneration(1L).withLastTransitionTime("2026-11-21T09:00:00Z").endCondition().endStatus().build();

        PodStatus status = report(pod);

        assertTrue(status.getConditions().stream().allMatch(condition -> condition.getObservedGeneration() == 2), status.getConditions()::toString);
        assertEquals("2026-11-21T09:00:00Z", status.getConditions().stream().filter(condition -> condition.getType().equals("PodScheduled")).findFirst()
                .orElseThrow().getLastTransitionTime());
    }

    @Test
    void podThatHasEndedKeepsItsAddress() {
        Pod pod = new PodBuilder(Pods.oneContainer("Never")).editStatus().withPodIP("10.244.1.5").addNewPodIP().withIp("10.244.1.5").endPodIP().endStatus()
                .build();

        PodStatus status = PodReport.of(pod, new RuntimeSnapshot(List.of(), List.of(Pods.exited(pod, "main", ContainerKind.MAIN, 0))),
                new Pods.Facts().unwired().build(),
                "100.64.0.7", id -> "docker://" + id, _ -> "");

        assertEquals("Succeeded 10.244.1.5 [10.244.1.5]",
                status.getPhase() + " " + status.getPodIP() + " " + status.getPodIPs().stream().map(ip -> ip.getIp()).toList());
    }

    @Test
    void statusSaysWhichGenerationOfThePodItIsAbout() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editMetadata().withGeneration(3L).endMetadata().build();

        PodStatus status = report(pod);

        assertEquals(3L, status.getObservedGeneration());
        assertEquals(3L, status.getConditions().getFirst().getObservedGeneration());
    }
}
