package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every container runtime does.
abstract class ContainerRuntimeContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final PodRef POD = new PodRef(new NodeRef("c1", "node-1"), "default", "web", "uid-contract");

    private ContainerRuntime runtime;

    abstract ContainerRuntime open();

    ContainerRuntime runtime() {
        return runtime;
    }

    /// By another agent.
    ContainerRuntime reopened() {
        runtime.close();
        runtime = open();
        return runtime;
    }

    @BeforeEach
    void openRuntime() {
        runtime = open();
    }

    @AfterEach
    void removeEverything() {
        runtime.snapshot().sandboxes().forEach(sandbox -> runtime.remove(sandbox.id()));
        runtime.close();
    }

    private static SandboxSpec sandbox(int attempt) {
        return new SandboxSpec(POD, attempt, "web", Optional.empty(), Map.of(), "/marina-contract/uid");
    }

    private static ContainerSpec container(String name, int restartCount) {
        return new ContainerSpec(POD, name, ContainerKind.MAIN, restartCount, restartCount, "marina/busybox:1", "marina/busybox:1", List.of("sleep", "1000"),
                List.of(), "", List.of(),
                List.of(), ContainerSpec.Resources.UNLIMITED, new ContainerSpec.Security(Optional.empty(), List.of(), List.of("KILL"), false, true, false),
                false, false, false, "/marina-contract/uid", false, Optional.empty(), "hash", "/none");
    }

    @Test
    void whatRunsIsInTheSnapshotWithAllThatItWasMadeFrom() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        ContainerId id = runtime.createContainer(sandbox, container("main", 2));
        runtime.startContainer(id);

        RuntimeSnapshot snapshot = runtime.snapshot(POD.uid());

        ContainerState main = snapshot.newest("main").orElseThrow();
        assertEquals(Optional.of(sandbox), snapshot.runningSandbox().map(SandboxState::id));
        assertEquals(List.of(id, sandbox, POD, ContainerKind.MAIN, 2, 2, ContainerState.Phase.RUNNING, "marina/busybox:1", "hash"),
                List.of(main.id(), main.sandbox(),
                        main.pod(), main.kind(), main.restartCount(), main.backoffStep(), main.phase(), main.image(), main.specHash()));
        assertEquals(snapshot, runtime.snapshot().of(POD.uid()));
    }

    @Test
    void makingTheSameTwiceFindsTheFirst() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));

        assertEquals(sandbox, runtime.runSandbox(sandbox(0)));
        assertEquals(runtime.createContainer(sandbox, container("main", 0)), runtime.createContainer(sandbox, container("main", 0)));
    }

    @Test
    void stoppingAndRemovingTwiceOrTheUnknownSucceeds() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        ContainerId id = runtime.createContainer(sandbox, container("main", 0));
        runtime.startContainer(id);

        runtime.stopContainer(id, Duration.ZERO);
        runtime.stopContainer(id, Duration.ZERO);
        runtime.removeContainer(id);
        runtime.removeContainer(id);
        runtime.stopSandbox(sandbox, Duration.ZERO);
        runtime.stopSandbox(sandbox, Duration.ZERO);
        runtime.remove(sandbox);
        runtime.remove(sandbox);

        assertTrue(runtime.snapshot(POD.uid()).empty());
    }

    @Test
    void stoppedContainerKeepsItsEndUntilItIsRemoved() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        ContainerId id = runtime.createContainer(sandbox, container("main", 0));
        runtime.startContainer(id);

        runtime.stopContainer(id, Duration.ZERO);

        ContainerState ended = runtime.snapshot(POD.uid()).newest("main").orElseThrow();
        assertTrue(ended.exited());
        assertTrue(ended.exitCode() > 128, "exit code is " + ended.exitCode());
        assertFalse(ended.finished().isBefore(ended.started()));
    }

    /// As when all containers of a pod begin anew in its place.
    @Test
    void attemptAfterOneThatWasRemovedIsMadeAnewInTheSameSandbox() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        ContainerId first = runtime.createContainer(sandbox, container("main", 0));
        runtime.startContainer(first);
        runtime.stopContainer(first, Duration.ZERO);
        runtime.removeContainer(first);
        assertTrue(runtime.snapshot(POD.uid()).containers().isEmpty());

        ContainerId next = runtime.createContainer(sandbox, container("main", 1));
        runtime.startContainer(next);

        RuntimeSnapshot snapshot = runtime.snapshot(POD.uid());
        assertEquals(List.of(next), snapshot.containers().stream().map(ContainerState::id).toList());
        assertEquals(Optional.of(sandbox), snapshot.runningSandbox().map(SandboxState::id));
        assertEquals(1, snapshot.newest("main").orElseThrow().restartCount());
        assertTrue(snapshot.newest("main").orElseThrow().running());
    }

    @Test
    void stoppingASandboxStopsWhatIsInIt() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        ContainerId id = runtime.createContainer(sandbox, container("main", 0));
        runtime.startContainer(id);

        runtime.stopSandbox(sandbox, Duration.ZERO);

        RuntimeSnapshot snapshot = runtime.snapshot(POD.uid());
        assertTrue(snapshot.runningSandbox().isEmpty());
        assertTrue(snapshot.newest("main").orElseThrow().exited());
    }

    @Test
    void listenersHearOfChanges() {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        runtime.onEvent(event -> {
            if (event instanceof RuntimeEvent.PodChanged changed) {
                heard.add(changed.podUid());
            }
        });

        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        runtime.startContainer(runtime.createContainer(sandbox, container("main", 0)));

        Await.until("an event", SOON, () -> heard, set -> set.contains(POD.uid()));
    }

    @Test
    void newestAttemptComesFirst() {
        SandboxId sandbox = runtime.runSandbox(sandbox(0));
        runtime.createContainer(sandbox, container("main", 0));
        runtime.createContainer(sandbox, container("main", 1));

        RuntimeSnapshot snapshot = runtime.snapshot(POD.uid());

        assertEquals(1, snapshot.newest("main").orElseThrow().restartCount());
        assertEquals(0, snapshot.previous("main").orElseThrow().restartCount());
    }
}
