package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.DockerImages;
import dev.marina.agent.volume.ImageVolumeNotes;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Images as volumes, of a real engine.
class ImageVolumesIT extends OnEngine {

    private static String spec(String subPath) {
        return """
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], volumeMounts: [{name: tools, mountPath: /tools%s}]}
                volumes: [{name: tools, image: {reference: "marina/busybox:1", pullPolicy: IfNotPresent}}]
                """.formatted(subPath);
    }

    @Test
    void filesOfTheImageAreReadAndNeitherWrittenNorRun() {
        world.start(spec(""));
        world.awaitPhase("Running");

        assertEquals("0", world.run("main", "cmp /bin/busybox /tools/bin/busybox; echo $?").output().strip());
        String written = world.run("main", "touch /tools/new 2>&1; rm /tools/bin/busybox 2>&1; mount -o remount,rw /tools 2>&1").output();
        assertEquals(2, written.split("Read-only file system", -1).length - 1, written);
        assertTrue(world.run("main", "/tools/bin/busybox true 2>&1").output().contains("Permission denied"));
        assertEquals("0 0", world.run("main", "stat -c '%u %g' /tools/bin").output().strip());
    }

    @Test
    void partOfAnImageIsAVolumeTooAndOneThatItDoesNotHaveIsNotMade() {
        world.start(spec(", subPath: bin"));
        world.awaitPhase("Running");
        assertEquals("0", world.run("main", "cmp /bin/busybox /tools/busybox; echo $?").output().strip());
        assertTrue(world.run("main", "/tools/busybox true 2>&1").output().contains("Permission denied"));
        world.close();

        world = null;
        PodOnEngine second = openAnew();
        second.start(spec(", subPath: missing"));
        PodStatus status = second.awaitReason("CreateContainerConfigError");
        ContainerStatus main = status.getContainerStatuses().getFirst();
        assertTrue(main.getState().getWaiting().getMessage().startsWith("failed to prepare subPath for volumeMount"), main.toString());
    }

    private PodOnEngine openAnew() {
        try {
            world = new PodOnEngine(ENGINE, directory);
            return world;
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void anImageThatIsAVolumeIsKnownToBeNeededUntilThePodHasGone() {
        String id = new DockerImages(ENGINE.engine()).find("marina/busybox:1").orElseThrow().id();
        world.start(spec(""));
        world.awaitPhase("Running");
        assertEquals(Set.of(id), new ImageVolumeNotes(directory).images());

        world.close();
        world = null;

        Await.until("nothing to be noted", PodOnEngine.SOON, () -> new ImageVolumeNotes(directory).images(), Set::isEmpty);
    }
}
