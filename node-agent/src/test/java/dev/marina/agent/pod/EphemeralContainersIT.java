package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Containers that are added to a pod which runs, as `kubectl debug` does.
class EphemeralContainersIT extends OnEngine {

    @BeforeEach
    void aPodRuns() {
        world.start("""
                restartPolicy: Never
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "4711"], volumeMounts: [{name: shared, mountPath: /shared}]}
                volumes: [{name: shared, emptyDir: {}}]
                """);
        world.awaitPhase("Running");
    }

    private void add(String container) {
        EphemeralContainer added = Serialization.unmarshal("---\n" + container, EphemeralContainer.class);
        world.change(pod -> pod.editMetadata().withResourceVersion(added.getName()).endMetadata().editSpec().addToEphemeralContainers(added).endSpec());
    }

    private ContainerStateTerminated awaitEnd() {
        return Await.until("the debugger to end", PodOnEngine.SOON, () -> world.api.status.getEphemeralContainerStatuses().stream()
                .map(status -> status.getState().getTerminated()).filter(Objects::nonNull).findFirst(), found -> found.isPresent()).orElseThrow();
    }

    @Test
    void addedContainerSeesTheProcessesOfItsTarget() {
        ContainerState main = world.container("main");

        add("""
                name: debugger
                image: marina/busybox:1
                command: [sh, -c, "tr '\\\\0' ' ' < /proc/1/cmdline"]
                targetContainerName: main
                """);

        assertEquals(0, awaitEnd().getExitCode());
        assertEquals("sleep 4711 ", world.log("debugger"));
        assertEquals(main, world.container("main"));
        assertEquals("Running", world.api.status.getPhase());
    }

    @Test
    void addedContainerHasThePodsNameAndVolumesAndProcessesOfItsOwn() {
        assertEquals(0, world.run("main", "echo there > /shared/file").exitCode());

        add("""
                name: debugger
                image: marina/busybox:1
                command: [sh, -c, "hostname; cat /shared/file; tr '\\\\0' ' ' < /proc/1/cmdline | cut -c 1-3; exit 3"]
                volumeMounts: [{name: shared, mountPath: /shared}]
                """);

        assertEquals(3, awaitEnd().getExitCode());
        assertEquals("web\nthere\nsh \n", world.log("debugger"));
        assertTrue(world.container("main").running());
    }
}
