package dev.marina.agent.pod;

import static dev.marina.agent.pod.Pods.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPlanTest {

    private static final Pod INIT_AND_MAIN = Pods.pod("""
            initContainers:
            - {name: first, image: "marina/busybox:1"}
            - {name: second, image: "marina/busybox:1"}
            containers:
            - {name: main, image: "marina/busybox:1"}
            """);
    private static final Pod SIDECAR_AND_MAIN = Pods.pod("""
            initContainers:
            - {name: proxy, image: "marina/busybox:1", restartPolicy: Always}
            containers:
            - {name: main, image: "marina/busybox:1"}
            """);

    private static RuntimeSnapshot state(ContainerState... containers) {
        return new RuntimeSnapshot(List.of(Pods.sandbox()), List.of(containers));
    }

    private static List<PodStep> steps(Pod pod, RuntimeSnapshot state) {
        return PodPlan.of(pod, state, Pods.Facts.usual()).steps();
    }

    private static PodFacts health(ContainerState container, Health health) {
        return new Pods.Facts().health(container, health).build();
    }

    private static Pod deleted(Pod pod) {
        return new PodBuilder(pod).editMetadata().withDeletionTimestamp(NOW.plusSeconds(30).toString()).withDeletionGracePeriodSeconds(30L).endMetadata()
                .build();
    }

    @Test
    void newPodGetsASandbox() {
        assertEquals(List.of(new PodStep.RunSandbox(0)), steps(Pods.oneContainer("Always"), RuntimeSnapshot.EMPTY));
    }

    @Test
    void lostSandboxIsReplacedByTheNextAttempt() {
        RuntimeSnapshot state = new RuntimeSnapshot(List.of(new SandboxState(Pods.SANDBOX, Pods.REF, 0, false, 0, NOW, Optional.empty())), List.of());

        assertEquals(List.of(new PodStep.RunSandbox(1)), steps(Pods.oneContainer("Always"), state));
    }

    @Test
    void containersOfALostSandboxAreStoppedFirst() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState orphan = Pods.running(pod, "main", ContainerKind.MAIN);

        List<PodStep> steps = steps(pod, new RuntimeSnapshot(List.of(), List.of(orphan)));

        assertEquals(new PodStep.StopContainer(orphan, "Pod sandbox changed, it will be killed and re-created.", Duration.ofSeconds(30)), steps.getFirst());
    }

    @Test
    void initContainersRunOneAfterTheOther() {
        assertEquals(List.of(new PodStep.StartContainer("first", ContainerKind.INIT, 0, 0)), steps(INIT_AND_MAIN, state()));
        assertEquals(List.of(), steps(INIT_AND_MAIN, state(Pods.running(INIT_AND_MAIN, "first", ContainerKind.INIT))));
        assertEquals(List.of(new PodStep.StartContainer("second", ContainerKind.INIT, 0, 0)),
                steps(INIT_AND_MAIN, state(Pods.exited(INIT_AND_MAIN, "first", ContainerKind.INIT, 0))));
        assertEquals(List.of(new PodStep.StartContainer("main", ContainerKind.MAIN, 0, 0)), steps(INIT_AND_MAIN,
                state(Pods.exited(INIT_AND_MAIN, "first", ContainerKind.INIT, 0), Pods.exited(INIT_AND_MAIN, "second", ContainerKind.INIT, 0))));
    }

    @Test
    void failedInitContainerIsTriedAgain() {
        assertEquals(List.of(new PodStep.StartContainer("first", ContainerKind.INIT, 1, 1)),
                steps(INIT_AND_MAIN, state(Pods.exited(INIT_AND_MAIN, "first", ContainerKind.INIT, 3))));
    }

    @Test
    void failedInitContainerEndsAPodThatIsNeverRestarted() {
        Pod never = new PodBuilder(INIT_AND_MAIN).editSpec().withRestartPolicy("Never").endSpec().build();

        assertEquals(List.of(new PodStep.StopSandbox(Pods.SANDBOX)), steps(never, state(Pods.exited(never, "first", ContainerKind.INIT, 3))));
    }

    @Test
    void sidecarMustHaveStartedBeforeTheNextContainer() {
        ContainerState sidecar = Pods.running(SIDECAR_AND_MAIN, "proxy", ContainerKind.SIDECAR);

        assertEquals(List.of(), PodPlan.of(SIDECAR_AND_MAIN, state(sidecar), health(sidecar, new Health(false, false, Optional.empty()))).steps());
        assertEquals(List.of(new PodStep.StartContainer("main", ContainerKind.MAIN, 0, 0)),
                PodPlan.of(SIDECAR_AND_MAIN, state(sidecar), health(sidecar, new Health(true, true, Optional.empty()))).steps());
    }

    @Test
    void restartPolicyDecidesWhoComesBack() {
        record Row(String policy, int exitCode, boolean again) {}
        for (Row row : List.of(new Row("Always", 0, true), new Row("Always", 1, true), new Row("OnFailure", 0, false), new Row("OnFailure", 1, true),
                new Row("Never", 0, false), new Row("Never", 1, false))) {
            Pod pod = Pods.oneContainer(row.policy);

            List<PodStep> steps = steps(pod, state(Pods.exited(pod, "main", ContainerKind.MAIN, row.exitCode)));

            PodStep expected = row.again ? new PodStep.StartContainer("main", ContainerKind.MAIN, 1, 1) : new PodStep.StopSandbox(Pods.SANDBOX);
            assertEquals(List.of(expected), steps, row.toString());
        }
    }

    @Test
    void crashesInARowWaitLongerAndLonger() {
        record Row(int restarts, long seconds) {}
        for (Row row : List.of(new Row(1, 10), new Row(2, 20), new Row(3, 40), new Row(6, 300), new Row(50, 300))) {
            Pod pod = Pods.oneContainer("Always");

            PodPlan plan = PodPlan.of(pod, state(Pods.crashed(pod, "main", row.restarts, Duration.ZERO)), Pods.Facts.usual());

            assertEquals(new PodPlan(List.of(), Optional.of(NOW.plusSeconds(row.seconds))), plan, row.toString());
        }
    }

    @Test
    void containerThatRanLongStartsAfresh() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState ended = Pods.container(pod, "main", ContainerKind.MAIN, ContainerState.Phase.EXITED, 1, 5, NOW.minusSeconds(700), NOW);

        assertEquals(List.of(new PodStep.StartContainer("main", ContainerKind.MAIN, 6, 1)), steps(pod, state(ended)));
    }

    @Test
    void createdButNotStartedContainerIsStarted() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState created = Pods.container(pod, "main", ContainerKind.MAIN, ContainerState.Phase.CREATED, 0, 2, null, null);

        assertEquals(List.of(new PodStep.StartContainer("main", ContainerKind.MAIN, 2, 2)), steps(pod, new RuntimeSnapshot(List.of(Pods.sandbox()),
                List.of(new ContainerState(created.id(), created.sandbox(), created.pod(), "main", ContainerKind.MAIN, 2, 2, ContainerState.Phase.CREATED,
                        NOW, null, null, 0, false, "", "", "", created.specHash(), "/none")))));
    }

    @Test
    void containerThatAProbeGaveUpOnIsStopped() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);

        assertEquals(List.of(new PodStep.StopContainer(main, "gave up, will be restarted", Duration.ofSeconds(30))),
                PodPlan.of(pod, state(main), health(main, new Health(true, false, Optional.of("gave up")))).steps());
    }

    @Test
    void changedImageRestartsTheContainer() {
        Pod before = Pods.oneContainer("Always");
        Pod after = new PodBuilder(before).editSpec().editContainer(0).withImage("marina/busybox:2").endContainer().endSpec().build();
        ContainerState main = Pods.running(before, "main", ContainerKind.MAIN);

        assertEquals(List.of(new PodStep.StopContainer(main, "Container main definition changed, will be restarted", Duration.ofSeconds(30))),
                steps(after, state(main)));
    }

    @Test
    void containerIsNotStoppedTwice() {
        Pod pod = deleted(Pods.oneContainer("Always"));
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);
        PodFacts stopping = new Pods.Facts().stopping(main).build();

        assertEquals(List.of(), PodPlan.of(pod, state(main), stopping).steps());
    }

    @Test
    void deletedPodStopsItsMainsThenItsSidecarsThenIsTornDown() {
        Pod pod = deleted(SIDECAR_AND_MAIN);
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);
        ContainerState sidecar = Pods.running(pod, "proxy", ContainerKind.SIDECAR);

        assertEquals(List.of(new PodStep.StopContainer(main, "Stopping container main", Duration.ofSeconds(30))), steps(pod, state(main, sidecar)));
        assertEquals(List.of(new PodStep.StopContainer(sidecar, "Stopping container proxy", Duration.ofSeconds(30))),
                steps(pod, state(Pods.exited(pod, "main", ContainerKind.MAIN, 0), sidecar)));
        assertEquals(List.of(new PodStep.TearDown()),
                steps(pod, state(Pods.exited(pod, "main", ContainerKind.MAIN, 0), Pods.exited(pod, "proxy", ContainerKind.SIDECAR, 0))));
    }

    @Test
    void deletedPodThatNeverStartedIsTornDownAtOnce() {
        assertEquals(List.of(new PodStep.TearDown()), steps(deleted(Pods.oneContainer("Always")), RuntimeSnapshot.EMPTY));
    }

    @Test
    void vanishedPodGetsOneSecond() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);
        PodFacts gone = new Pods.Facts().gone().build();

        assertEquals(List.of(new PodStep.StopContainer(main, "Stopping container main", Duration.ofSeconds(1))), PodPlan.of(pod, state(main), gone).steps());
    }

    @Test
    void onlyTheLastTwoAttemptsAreKept() {
        Pod pod = Pods.oneContainer("Always");
        ContainerState oldest = Pods.crashed(pod, "main", 0, Duration.ofMinutes(9));
        ContainerState old = Pods.crashed(pod, "main", 1, Duration.ofMinutes(8));
        ContainerState now = Pods.container(pod, "main", ContainerKind.MAIN, ContainerState.Phase.RUNNING, 0, 2, NOW.minusSeconds(9), null);

        assertEquals(List.of(new PodStep.RemoveContainer(oldest)), steps(pod, state(oldest, old, now)));
    }

    @Test
    void podThatRanLongerThanItMayIsStopped() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editSpec().withActiveDeadlineSeconds(60L).endSpec().build();
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);
        PodFacts late = new Pods.Facts().started(NOW.minusSeconds(61)).build();

        assertEquals(List.of(new PodStep.StopContainer(main, "Stopping container main", Duration.ofSeconds(30))), PodPlan.of(pod, state(main), late).steps());
    }

    @Test
    void podPastItsDeadlineIsPutToRestAndNotTornDownWhenNothingRuns() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editSpec().withActiveDeadlineSeconds(60L).endSpec().build();
        PodFacts late = new Pods.Facts().started(NOW.minusSeconds(61)).build();

        assertEquals(List.of(), PodPlan.of(pod, RuntimeSnapshot.EMPTY, late).steps());
        assertEquals(List.of(new PodStep.StopSandbox(Pods.SANDBOX)), PodPlan.of(pod, state(), late).steps());
    }

    @Test
    void nothingIsMadeBeforeTheVolumesAreThereAndNothingStartedBeforeTheNetworkIs() {
        Pod pod = Pods.oneContainer("Always");

        assertEquals(List.of(new PodStep.MountVolumes()), PodPlan.of(pod, RuntimeSnapshot.EMPTY, new Pods.Facts().unmounted().build()).steps());
        assertEquals(List.of(new PodStep.WireSandbox(Pods.sandbox())), PodPlan.of(pod, state(), new Pods.Facts().unwired().build()).steps());
        assertEquals(List.of(new PodStep.MountVolumes()), PodPlan.of(pod, state(), new Pods.Facts().unmounted().build()).steps());
    }

    @Test
    void podThatIsToGoIsNotWired() {
        assertEquals(List.of(new PodStep.TearDown()),
                PodPlan.of(deleted(Pods.oneContainer("Always")), state(), new Pods.Facts().unwired().unmounted().build()).steps());
    }

    @Test
    void tornDownPodSaysFarewell() {
        assertEquals(List.of(new PodStep.Farewell()),
                PodPlan.of(deleted(Pods.oneContainer("Always")), RuntimeSnapshot.EMPTY, new Pods.Facts().tornDown().build()).steps());
    }

    @Test
    void sidecarIsAttendedOnceWhileThePodIsInitialised() {
        ContainerState sidecar = Pods.running(SIDECAR_AND_MAIN, "proxy", ContainerKind.SIDECAR);
        PodFacts gaveUp = new Pods.Facts().health(sidecar, new Health(true, true, Optional.of("gave up"))).build();

        assertEquals(
                List.of(new PodStep.StopContainer(sidecar, "gave up", Duration.ofSeconds(30)), new PodStep.StartContainer("main", ContainerKind.MAIN, 0, 0)),
                PodPlan.of(SIDECAR_AND_MAIN, state(sidecar), gaveUp).steps());
    }

    @Test
    void startupProbeThatGaveUpAllowsItsOwnGrace() {
        Pod pod = Pods.pod("""
                terminationGracePeriodSeconds: 40
                containers:
                - name: main
                  image: "marina/busybox:1"
                  startupProbe: {terminationGracePeriodSeconds: 7, tcpSocket: {port: 1}}
                  livenessProbe: {tcpSocket: {port: 1}}
                """);
        ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);

        assertEquals(List.of(new PodStep.StopContainer(main, "gave up, will be restarted", Duration.ofSeconds(7))),
                PodPlan.of(pod, state(main), health(main, new Health(false, false, Optional.of("gave up")))).steps());
        assertEquals(List.of(new PodStep.StopContainer(main, "gave up, will be restarted", Duration.ofSeconds(40))),
                PodPlan.of(pod, state(main), health(main, new Health(true, false, Optional.of("gave up")))).steps());
    }

    @Test
    void restartsAreCountedOnWhenTheEngineHasLostItsData() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editStatus().addNewContainerStatus().withName("main").withContainerID("docker://gone")
                .withRestartCount(4)
                .endContainerStatus().endStatus().build();

        assertEquals(List.of(new PodStep.StartContainer("main", ContainerKind.MAIN, 5, 0)), steps(pod, state()));
    }
}
