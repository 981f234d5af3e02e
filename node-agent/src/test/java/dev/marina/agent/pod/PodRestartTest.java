package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.RuntimeSnapshot;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restart rules on a simulated node, and the restart of all of a pod's containers in its place.
class PodRestartTest {

    private static final Pod WATCHED = Pods.pod("""
            restartPolicy: Never
            initContainers:
            - {name: setup, image: "marina/busybox:1"}
            - name: watcher
              image: "marina/busybox:1"
              restartPolicy: Always
              restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}]
            containers:
            - {name: main, image: "marina/busybox:1"}
            """);

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    private static List<PodStep> steps(Pod pod, PodFacts facts, ContainerState... containers) {
        return PodPlan.of(pod, new RuntimeSnapshot(List.of(Pods.sandbox()), List.of(containers)), facts).steps();
    }

    private String condition(String type) {
        return world.status().getConditions().stream().filter(known -> known.getType().equals(type))
                .map(known -> known.getStatus() + (known.getReason() == null ? "" : " " + known.getReason())).findFirst().orElse("");
    }

    private ContainerStatus told(String name) {
        PodStatus status = world.status();
        return List.of(status.getInitContainerStatuses(), status.getContainerStatuses()).stream().flatMap(List::stream)
                .filter(known -> known.getName().equals(name)).findFirst().orElseThrow();
    }

    private void exit(String container, int code) {
        world.runtime.exit(world.container(container).id(), code);
    }

    private void runWatched() {
        world.accept(WATCHED);
        world.until("the init container to run", () -> world.running("setup"));
        exit("setup", 0);
        world.until("main to run", () -> world.running("main") && world.status() != null && "Running".equals(world.status().getPhase()));
    }

    @Test
    void everythingIsToldStoppedTakenAwayToldAndBegunAnew() {
        ContainerState setup = Pods.exited(WATCHED, "setup", ContainerKind.INIT, 0);
        ContainerState watcher = Pods.exited(WATCHED, "watcher", ContainerKind.SIDECAR, 88);
        ContainerState main = Pods.running(WATCHED, "main", ContainerKind.MAIN);
        ContainerState killed = Pods.exited(WATCHED, "main", ContainerKind.MAIN, 137);
        PodFacts underway = new Pods.Facts().restart(true, Map.of()).build();

        assertEquals(List.of(new PodStep.BeginRestart()), steps(WATCHED, Pods.Facts.usual(), setup, watcher, main));
        assertEquals(List.of(new PodStep.StopContainer(main, "killing", Duration.ZERO)), steps(WATCHED, underway, setup, watcher, main));
        assertEquals(List.of(new PodStep.ResetContainer(killed, 0), new PodStep.ResetContainer(setup, 0), new PodStep.ResetContainer(watcher, 1)),
                steps(WATCHED, underway, setup, watcher, killed), "the one that asked for it last");
        assertEquals(List.of(new PodStep.EndRestart()), steps(WATCHED, underway));
        assertEquals(List.of(new PodStep.StartContainer("setup", ContainerKind.INIT, 0, 0)),
                steps(WATCHED, new Pods.Facts().restart(false, Map.of("setup", 0, "watcher", 1, "main", 0)).build()));
    }

    @Test
    void anyContainerMayAskForIt() {
        String rules = "restartPolicy: %s, restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: NotIn, values: [0]}}]";
        Pod byInit = Pods.pod("""
                restartPolicy: Never
                initContainers: [{name: setup, image: "marina/busybox:1", %s}]
                containers: [{name: main, image: "marina/busybox:1"}]
                """.formatted(rules.formatted("Never")));
        Pod byMain = Pods.pod("""
                restartPolicy: Never
                containers: [{name: main, image: "marina/busybox:1", %s}, {name: other, image: "marina/busybox:1"}]
                """.formatted(rules.formatted("Never")));

        assertEquals(List.of(new PodStep.BeginRestart()), steps(byInit, Pods.Facts.usual(), Pods.exited(byInit, "setup", ContainerKind.INIT, 3)));
        assertEquals(List.of(new PodStep.BeginRestart()), steps(byMain, Pods.Facts.usual(), Pods.exited(byMain, "main", ContainerKind.MAIN, 3),
                Pods.exited(byMain, "other", ContainerKind.MAIN, 0)));
        assertEquals(List.of(new PodStep.StopSandbox(Pods.SANDBOX)), steps(byMain, Pods.Facts.usual(), Pods.exited(byMain, "main", ContainerKind.MAIN, 0),
                Pods.exited(byMain, "other", ContainerKind.MAIN, 0)));
    }

    @Test
    void aPodThatIsToEndIsNotBegunAnew() {
        ContainerState main = Pods.running(WATCHED, "main", ContainerKind.MAIN);
        ContainerState watcher = Pods.exited(WATCHED, "watcher", ContainerKind.SIDECAR, 88);
        EarlyEnd end = new EarlyEnd("Evicted", "no room", Optional.empty(), Optional.empty());

        assertEquals(List.of(new PodStep.StopContainer(main, "Stopping container main", Duration.ofSeconds(30))),
                steps(WATCHED, new Pods.Facts().restart(true, Map.of()).ending(end).build(), main, watcher));
    }

    @Test
    void containersOfAPodBeginAnewInItsPlace() {
        runWatched();
        String sandbox = world.state().runningSandbox().orElseThrow().id().value();
        ContainerState before = world.container("main");

        exit("watcher", 88);
        world.until("the init container to run again", () -> world.running("setup"));

        assertEquals(sandbox, world.state().runningSandbox().orElseThrow().id().value());
        assertEquals(1, world.container("setup").restartCount());
        assertTrue(world.state().newest("main").isEmpty(), "mains wait for init containers, as at first");
        world.settle();
        assertEquals("False", condition("AllContainersRestarting"));
        assertEquals("True", condition("Initialized"), "what was initialised stays so");
        assertEquals("Pending", world.status().getPhase(), "as upstream while an init container runs");
        assertEquals("PodInitializing", told("main").getState().getWaiting().getReason());
        assertEquals("RestartingAllContainers", told("main").getLastState().getTerminated().getReason());
        assertEquals(137, told("main").getLastState().getTerminated().getExitCode());

        exit("setup", 0);
        world.until("main to run again", () -> world.running("main") && told("main").getState().getRunning() != null);

        assertEquals("Running", world.status().getPhase());
        assertFalse(before.id().equals(world.container("main").id()));
        for (String name : List.of("setup", "watcher", "main")) {
            assertEquals(1, told(name).getRestartCount(), name);
            assertEquals("RestartingAllContainers", told(name).getLastState().getTerminated().getReason(), name);
        }
        assertTrue(world.api.events.contains("Killing: killing"));
    }

    @Test
    void theApiIsToldBeforeAnythingIsStopped() {
        runWatched();

        exit("watcher", 88);
        world.worker.look();

        assertEquals("True RestartAllContainersStarted", condition("AllContainersRestarting"));
        assertTrue(world.running("main"));
        assertEquals(88, told("watcher").getState().getTerminated().getExitCode());
        assertEquals("Running", world.status().getPhase());
    }

    @Test
    void anAgentThatWasRestartedMeanwhileGoesOnWithIt() {
        runWatched();
        exit("watcher", 88);
        world.worker.look();
        world.runtime.removeContainer(world.container("watcher").id());
        ContainerState before = world.container("main");

        world.accept(new PodBuilder(WATCHED).withStatus(world.status()).build());
        world.until("the init container to run again", () -> world.running("setup"));

        assertTrue(world.state().newest("main").isEmpty(), "was " + before.id());
        world.settle();
        assertEquals("False", condition("AllContainersRestarting"));
        assertEquals(1, told("main").getRestartCount());
        assertEquals(1, told("setup").getRestartCount());
    }

    @Test
    void whatTheWatchBringsLateDoesNotRestartThePodTwice() {
        runWatched();
        exit("watcher", 88);
        world.worker.look();
        PodStatus late = world.status();
        world.until("the init container to run again", () -> world.running("setup"));
        ContainerState setup = world.container("setup");

        world.worker.update(new PodBuilder(WATCHED).withStatus(late).build());
        world.settle();

        assertEquals(setup.id(), world.container("setup").id());
        assertEquals("False", condition("AllContainersRestarting"));
        assertEquals("RestartingAllContainers", told("watcher").getLastState().getTerminated().getReason());
    }

    @Test
    void aPodThatAsksForItAgainAndAgainWaitsLongerEachTime() {
        Pod pod = Pods.pod("""
                containers:
                - name: main
                  image: "marina/busybox:1"
                  restartPolicy: Never
                  restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}]
                - {name: other, image: "marina/busybox:1"}
                """);
        world.accept(pod);
        world.until("both to run", () -> world.running("main") && world.running("other"));
        exit("main", 88);
        world.until("a first restart at once", () -> world.running("main") && world.container("main").restartCount() == 1);
        world.until("the other", () -> world.running("other"));
        ContainerState other = world.container("other");

        exit("main", 88);
        world.settle();

        assertEquals(other.id(), world.container("other").id(), "the others go on meanwhile");
        assertEquals("CrashLoopBackOff", told("main").getState().getWaiting().getReason());
        assertEquals("False", condition("AllContainersRestarting"));
        world.clock.advance(Duration.ofSeconds(10));
        world.until("a second restart", () -> world.running("main") && world.container("main").restartCount() == 2);
        exit("main", 88);
        world.clock.advance(Duration.ofSeconds(10));
        world.settle();
        assertFalse(world.running("main"), "twenty seconds now");
        world.clock.advance(Duration.ofSeconds(10));
        world.until("a third restart", () -> world.running("main") && world.container("main").restartCount() == 3);
    }

    @Test
    void oneContainerComesBackWhereTheOtherHasEnded() {
        world.accept(Pods.pod("""
                restartPolicy: Never
                containers:
                - name: main
                  image: "marina/busybox:1"
                  restartPolicy: Never
                  restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]
                - {name: other, image: "marina/busybox:1"}
                """));
        world.until("both to run", () -> world.running("main") && world.running("other"));
        ContainerState first = world.container("main");

        exit("other", 0);
        exit("main", 42);
        world.until("main to run again", () -> world.running("main") && told("main").getState().getRunning() != null);

        assertFalse(first.id().equals(world.container("main").id()));
        assertEquals("Running", world.status().getPhase());
        assertEquals(0, told("other").getState().getTerminated().getExitCode());
        assertEquals("", condition("AllContainersRestarting"), "nothing in the pod asks for that");

        exit("main", 1);
        world.until("the pod to have failed", () -> "Failed".equals(world.status().getPhase()));
        assertEquals(1, told("main").getState().getTerminated().getExitCode());
        assertEquals(42, told("main").getLastState().getTerminated().getExitCode());
    }

    @Test
    void initContainerOfItsOwnPolicyIsTriedAgainInAPodThatIsNot() {
        world.accept(Pods.pod("""
                restartPolicy: Never
                initContainers: [{name: setup, image: "marina/busybox:1", restartPolicy: OnFailure}]
                containers: [{name: main, image: "marina/busybox:1"}]
                """));
        world.until("the init container to run", () -> world.running("setup"));

        exit("setup", 1);
        world.until("it to run again", () -> world.running("setup") && world.container("setup").restartCount() == 1);

        assertEquals("Pending", world.status().getPhase());
    }

    @Test
    void initContainerThatMayNotBeTriedAgainFailsThePodAlsoAfterARestartOfAll() {
        runWatched();
        exit("watcher", 88);
        world.until("the init container to run again", () -> world.running("setup"));

        exit("setup", 1);
        world.until("the pod to have failed", () -> "Failed".equals(world.status().getPhase()));

        assertEquals("False PodFailed", condition("AllContainersRestarting"));
        assertEquals("ContainerStatusUnknown", told("main").getState().getTerminated().getReason());
        assertNull(told("main").getState().getWaiting());
    }

    @Test
    void probeThatGaveUpSaysWhetherTheContainerComesBack() {
        record Row(String pod, String own, String message) {}
        for (Row row : List.of(new Row("Always", "", "Container main failed liveness probe, will be restarted"),
                new Row("Always", ", restartPolicy: Never", "Container main failed liveness probe"),
                new Row("Never", ", restartPolicy: OnFailure", "Container main failed liveness probe, will be restarted"))) {
            Pod pod = Pods.pod("""
                    restartPolicy: %s
                    containers: [{name: main, image: "marina/busybox:1"%s}]
                    """.formatted(row.pod, row.own));
            ContainerState main = Pods.running(pod, "main", ContainerKind.MAIN);

            PodFacts facts = new Pods.Facts().health(main, new Health(true, false, Optional.of("Container main failed liveness probe"))).build();
            assertEquals(List.of(new PodStep.StopContainer(main, row.message, Duration.ofSeconds(30))), steps(pod, facts, main));
        }
    }
}
