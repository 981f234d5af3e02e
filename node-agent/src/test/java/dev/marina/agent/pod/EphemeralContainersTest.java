package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerKind;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Containers that are added to a pod which runs.
class EphemeralContainersTest {

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void aPodRuns() {
        world = new PodWorld(directory);
        run(Pods.oneContainer("Never"));
    }

    private void run(Pod pod) {
        world.accept(pod);
        world.until("main to run", () -> world.running("main") && world.status() != null);
    }

    private void add(String container) {
        EphemeralContainer added = Serialization.unmarshal("---\n" + container, EphemeralContainer.class);
        world.change(pod -> pod.editMetadata().withResourceVersion(added.getName()).endMetadata().editSpec().addToEphemeralContainers(added).endSpec());
    }

    private ContainerStatus status(String name) {
        return world.status().getEphemeralContainerStatuses().stream().filter(status -> status.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void addedContainerRunsInThePodsSandboxAndIsReportedApart() {
        add("{name: debugger, image: tools, stdin: true, tty: true}");
        world.until("debugger to run", () -> world.running("debugger") && !world.status().getEphemeralContainerStatuses().isEmpty()
                && status("debugger").getState().getRunning() != null);

        assertEquals(world.container("main").sandbox(), world.container("debugger").sandbox());
        assertEquals(ContainerKind.EPHEMERAL, world.container("debugger").kind());
        assertTrue(world.runtime.spec(world.container("debugger").id()).tty());
        assertFalse(status("debugger").getReady());
        assertEquals(1, world.status().getContainerStatuses().size());
        assertTrue(world.api.events.contains("Started: Started container debugger"));
    }

    @Test
    void addedContainerSeesTheProcessesOfItsTargetOnly() {
        add("{name: debugger, image: tools, targetContainerName: main}");
        world.until("debugger to run", () -> world.running("debugger"));

        assertEquals(Optional.of(world.container("main").id()), world.runtime.spec(world.container("debugger").id()).processesOf());
    }

    @Test
    void addedContainerThatEndedIsNotStartedAgain() {
        add("{name: debugger, image: tools}");
        world.until("debugger to run", () -> world.running("debugger"));
        world.runtime.exit(world.container("debugger").id(), 3);

        world.pass(Duration.ofMinutes(2), Duration.ofSeconds(5));

        assertEquals(1, world.state().containers().stream().filter(container -> container.name().equals("debugger")).count());
        assertEquals(3, status("debugger").getState().getTerminated().getExitCode());
        assertEquals("Running", world.status().getPhase());
    }

    @Test
    void podEndsWithItsOwnContainersAndTakesTheAddedWithIt() {
        add("{name: debugger, image: tools}");
        world.until("debugger to run", () -> world.running("debugger"));
        world.runtime.exit(world.container("main").id(), 0);

        world.until("pod to end", () -> "Succeeded".equals(world.status().getPhase()));

        assertFalse(world.running("debugger"));
    }

    /// The API refuses it first; were it not to, the node would.
    @Test
    void addedContainerThatMayNotRunHereDoesNotAndThePodGoesOn() {
        add("{name: module, image: tools, securityContext: {privileged: true, capabilities: {add: [SYS_MODULE]}}}");
        add("{name: admin, image: tools, securityContext: {capabilities: {add: [SYS_ADMIN]}}}");
        add("{name: proc, image: tools, securityContext: {procMount: Unmasked}}");
        world.until("all to be refused", () -> world.status().getEphemeralContainerStatuses().size() == 3);

        for (ContainerStatus refused : world.status().getEphemeralContainerStatuses()) {
            assertEquals("CreateContainerConfigError", refused.getState().getWaiting().getReason(), refused.getName());
            assertFalse(world.state().newest(refused.getName()).isPresent(), refused.getName());
        }
        assertTrue(world.running("main"));
        assertEquals("Running", world.status().getPhase());
    }
}
