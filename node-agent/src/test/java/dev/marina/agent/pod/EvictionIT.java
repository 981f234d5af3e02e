package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.figures.PodUse;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What pods are put out for, and how, on a real engine.
class EvictionIT extends OnEngine {

    private static final EarlyEnd OUT_OF_MEMORY = new EarlyEnd("Evicted", "The node was low on resource: memory. ", Optional.of(Duration.ofSeconds(1)),
            Optional.of("The node was low on resource: memory. "));

    @Test
    void podThatIgnoresItsSignalGoesWithinItsGraceAndLeavesNothing() {
        world.start("""
                terminationGracePeriodSeconds: 600
                containers: [{name: main, image: "marina/busybox:1", command: [sh, -c, "trap '' TERM; echo up; while true; do sleep 1; done"],
                  volumeMounts: [{name: scratch, mountPath: /scratch}]}]
                volumes: [{name: scratch, emptyDir: {}}]
                """);
        world.awaitPhase("Running");

        world.end(OUT_OF_MEMORY);

        PodStatus status = world.awaitPhase("Failed");
        assertEquals("Evicted The node was low on resource: memory. ", status.getReason() + " " + status.getMessage());
        assertEquals(137, status.getContainerStatuses().getFirst().getState().getTerminated().getExitCode());
        assertTrue(status.getConditions().stream().anyMatch(c -> c.getType().equals("DisruptionTarget") && c.getReason().equals("TerminationByKubelet")));
        world.change(pod -> pod);
        Await.until("nothing to be left", PodOnEngine.SOON, () -> world.runtime.snapshot(world.uid()),
                state -> state.empty() && !Files.exists(directory.resolve("pods").resolve(world.uid())));
        assertTrue(world.api.deleted.isEmpty(), "its object stays");
    }

    @Test
    void memoryAndProcessesAreThoseOfThePodsGroup() {
        world.start("""
                containers: [{name: main, image: "marina/busybox:1", command: [sh, -c, "dd if=/dev/zero of=/dev/shm/used bs=1M count=40; sleep 1000"]}]
                """);
        world.awaitPhase("Running");

        PodUse use = Await.until("the memory to be taken", PodOnEngine.SOON, () -> world.uses().of(List.of(world.pod())).getFirst(),
                EvictionIT::ofContainersToo);

        assertTrue(use.memoryBytes() >= 40 << 20 && use.memoryBytes() < 80 << 20, use.toString());
        assertEquals(List.of("main"), use.containers().stream().map(PodUse.ContainerUse::name).toList());
        assertTrue(use.processes() >= 2, use.toString());
        assertFalse(use.processes() > 20, use.toString());
    }

    /// The groups are read one after another, the containers' first: until the writer is done the pod's has more.
    private static boolean ofContainersToo(PodUse use) {
        return use.containers().stream().anyMatch(container -> container.memoryBytes() >= 40 << 20);
    }
}
