package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.image.BuiltinImages;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Images that a real engine keeps.
class DockerImagesIT {

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @Test
    void anImageStaysWhileAContainerIsOfItAndGoesWithAllItsNamesAfterwards() {
        DockerImages images = new DockerImages(ENGINE.engine());
        new BuiltinImages(images).ensure();
        String pause = images.find(BuiltinImages.PAUSE).orElseThrow().id();
        ENGINE.engine().ensure("tag", docker -> docker.tagImageCmd(pause, "registry.example.com/pause", "1").exec());
        StoredImages.Stored stored = images.stored().stream().filter(image -> image.id().equals(pause)).findFirst().orElseThrow();
        assertEquals(new StoredImages.Stored(pause, stored.bytes(), false), stored, "no registry has it");
        assertTrue(stored.bytes() > 0 && images.space().bytes() > stored.bytes());

        PodRef pod = new PodRef(new NodeRef("c1", "node-1"), "default", "p", "uid-p");
        try (DockerRuntime runtime = new DockerRuntime(ENGINE.engine(), "images", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE)) {
            SandboxId sandbox = runtime.runSandbox(new SandboxSpec(pod, 0, "p", Optional.empty(), Map.of(), "/marina-images/p"));
            assertTrue(images.inUse().contains(pause));
            assertThrows(RuntimeFailure.class, () -> images.remove(pause));
            assertTrue(images.stored().stream().anyMatch(image -> image.id().equals(pause)));
            runtime.remove(sandbox);
        }

        images.remove(pause);
        assertEquals(Optional.empty(), images.find(BuiltinImages.PAUSE));
        images.remove(pause);
    }
}
