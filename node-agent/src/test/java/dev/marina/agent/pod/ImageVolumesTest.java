package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images as volumes, on a simulated node.
class ImageVolumesTest {

    private static final Pod POD = Pods.pod("""
            containers:
            - {name: main, image: "marina/busybox:1", volumeMounts: [{name: data, mountPath: /data}]}
            - {name: other, image: "marina/busybox:1"}
            volumes:
            - {name: data, image: {reference: "registry.example.com/data:1", pullPolicy: IfNotPresent}}
            """);

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    @Test
    void containerIsGivenTheImagesFilesAndCannotWriteThem() {
        world.accept(POD);
        world.until("main to run", () -> world.running("main"));

        List<ContainerSpec.Mount> mounts = world.runtime.spec(world.container("main").id()).mounts();
        assertTrue(mounts.contains(new ContainerSpec.Mount("/shown/data/sha256:1", "/data", true, ContainerSpec.Propagation.NONE)), mounts.toString());
    }

    @Test
    void containerWaitsForTheImageThatItHasAsVolumeAndOthersDoNot() {
        world.missing.add("registry.example.com/data:1");
        world.accept(POD);
        world.until("the pull to fail", () -> world.status() != null
                && world.status().getContainerStatuses().getFirst().getState().getWaiting() != null
                && "ErrImagePull".equals(world.status().getContainerStatuses().getFirst().getState().getWaiting().getReason()));
        assertFalse(world.running("main"));
        assertTrue(world.running("other"));
        assertTrue(world.api.events.contains("Failed: Failed to pull image \"registry.example.com/data:1\": no registry"), world.api.events.toString());

        world.pass(Duration.ofSeconds(3), Duration.ofMillis(500));
        ContainerStateWaiting waiting = world.status().getContainerStatuses().getFirst().getState().getWaiting();
        assertEquals("ImagePullBackOff Back-off pulling image \"registry.example.com/data:1\": ErrImagePull: no registry",
                waiting.getReason() + " " + waiting.getMessage());

        world.missing.clear();
        world.pass(Duration.ofSeconds(15), Duration.ofMillis(500));
        assertTrue(world.running("main"));
    }
}
