package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.eviction.EvictionPlan;
import dev.marina.agent.eviction.EvictionSettings;
import dev.marina.agent.eviction.NodeFigures;
import dev.marina.agent.eviction.NodePressure;
import dev.marina.agent.eviction.Pressure;
import dev.marina.agent.eviction.Shortage;
import dev.marina.agent.figures.PodUse;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /// A node of half a GiB that is to keep 480 MiB free: what its pod really uses puts it under pressure, and the pod out when that has lasted.
    @Test
    void softThresholdPutsAPodOutWhenItHasLastedAndLeavesItTheLongestGrace() {
        world.start("""
                terminationGracePeriodSeconds: 600
                containers: [{name: main, image: "marina/busybox:1", command: [sh, -c,
                  "trap '' TERM; dd if=/dev/zero of=/dev/shm/used bs=1M count=48; while true; do sleep 1; done"]}]
                """);
        world.awaitPhase("Running");
        EvictionSettings settings = EvictionSettings.of("memory.available<480Mi", "memory.available=2s", 3);
        NodePressure pressure = new NodePressure(settings);

        Await.until("the node to be under pressure", PodOnEngine.SOON, () -> pressure.observe(figures(), Instant.now()), Set.of(Pressure.MEMORY)::equals);
        Instant seen = Instant.now();
        assertEquals(Optional.empty(), pressure.due(), "it may breathe first");
        Shortage shortage = Await.until("the pressure to have lasted", PodOnEngine.SOON, () -> {
            pressure.observe(figures(), Instant.now());
            return pressure.due();
        }, Optional::isPresent).orElseThrow();
        assertFalse(shortage.hard());
        assertTrue(Duration.between(seen, Instant.now()).toMillis() > 1_500, "not before its time");

        EvictionPlan plan = new EvictionPlan(shortage, settings.longestGrace());
        EarlyEnd end = plan.end(plan.next(world.uses().of(List.of(world.pod()))).orElseThrow());
        assertEquals(Optional.of(Duration.ofSeconds(3)), end.grace(), "the longest grace, and not its own");
        world.end(end);

        PodStatus status = world.awaitPhase("Failed");
        assertEquals("Evicted", status.getReason());
        assertTrue(status.getMessage().startsWith("The node was low on resource: memory. Threshold quantity: 480Mi, available: "), status.getMessage());
        assertEquals(137, status.getContainerStatuses().getFirst().getState().getTerminated().getExitCode());
    }

    private NodeFigures figures() {
        return new NodeFigures(512L << 20, world.uses().of(List.of(world.pod())).getFirst().memoryBytes(), 20L << 30, 10L << 30, 1000, 900, 1000, 100);
    }
}
