package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restart rules on a real runtime.
abstract class PodRestartContract {

    @TempDir
    Path directory;

    private PodOnEngine world;

    abstract PodOnEngine world(Path directory) throws IOException;

    @BeforeEach
    void open() throws IOException {
        world = world(directory);
    }

    @AfterEach
    void close() {
        if (world != null) {
            world.close();
        }
    }

    private static ContainerStatus told(PodStatus status, String name) {
        return Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .filter(known -> known.getName().equals(name)).findFirst().orElseThrow();
    }

    /// The init container runs again and sees what the first round left in the volume; main, which hears no signal, is made to end at once.
    @Test
    void aSidecarThatEndsBySuchARuleHasAllContainersBeginAnew() {
        world.start("""
                restartPolicy: Never
                initContainers:
                - {name: setup, image: "marina/busybox:1", command: [sh, -c, "echo round >> /shared/rounds"],
                  volumeMounts: [{name: shared, mountPath: /shared}]}
                - name: watcher
                  image: marina/busybox:1
                  command: [sh, -c, "while [ ! -e /shared/again ]; do sleep 0.1; done; rm /shared/again; exit 88"]
                  restartPolicy: Always
                  restartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}]
                  volumeMounts: [{name: shared, mountPath: /shared}]
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sh, -c, "trap '' TERM; cat /shared/rounds; while true; do sleep 0.1; done"]
                  volumeMounts: [{name: shared, mountPath: /shared}]
                volumes: [{name: shared, emptyDir: {}}]
                """);
        world.awaitPhase("Running");
        String sandbox = sandbox();
        assertEquals(0, world.run("main", "touch /shared/again").exitCode());

        PodStatus status = Await.until("main to run again", PodOnEngine.SOON, () -> world.api.status,
                now -> "Running".equals(now.getPhase()) && told(now, "main").getRestartCount() == 1 && told(now, "main").getState().getRunning() != null);

        Await.until("the log of the second round", PodOnEngine.SOON, () -> world.log("main"), "round\nround\n"::equals);
        assertEquals(sandbox, sandbox());
        for (String name : List.of("setup", "watcher", "main")) {
            assertEquals(1, told(status, name).getRestartCount(), name);
            assertEquals("RestartingAllContainers", told(status, name).getLastState().getTerminated().getReason(), name);
        }
        assertEquals(List.of("False"), status.getConditions().stream().filter(known -> known.getType().equals("AllContainersRestarting"))
                .map(known -> known.getStatus()).toList());
        assertTrue(world.api.events.contains("Killing: killing"), world.api.events.toString());
    }

    @Test
    void exitCodesDecideWhetherAContainerComesBack() {
        world.start("""
                restartPolicy: Never
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sh, -c, "[ -e /shared/before ] && exit 3; touch /shared/before; exit 42"]
                  restartPolicy: Never
                  restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]
                  volumeMounts: [{name: shared, mountPath: /shared}]
                volumes: [{name: shared, emptyDir: {}}]
                """);

        ContainerStatus main = told(world.awaitPhase("Failed"), "main");

        assertEquals(1, main.getRestartCount());
        assertEquals(42, main.getLastState().getTerminated().getExitCode());
        assertEquals(3, main.getState().getTerminated().getExitCode());
    }

    private String sandbox() {
        return world.runtime.snapshot(world.uid()).runningSandbox().map(SandboxState::id).orElseThrow().value();
    }
}
