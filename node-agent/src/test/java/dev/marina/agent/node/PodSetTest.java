package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.pod.PodNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodSetTest {

    @TempDir
    private Path directory;

    private PodSet pods;

    @BeforeEach
    void aNode() {
        pods = new PodSet(PodNode.simulated(directory));
    }

    @AfterEach
    void end() {
        pods.abandon();
    }

    private static Pod pod(String version) {
        return new PodBuilder().withNewMetadata().withNamespace("default").withName("web").withUid("u1").withResourceVersion(version).endMetadata()
                .withNewSpec().endSpec().withNewStatus().endStatus().build();
    }

    private String known() {
        return pods.find("u1").orElseThrow().getMetadata().getResourceVersion();
    }

    @Test
    void anOlderVersionDoesNotReplaceANewerOne() {
        pods.put(pod("9"));

        pods.put(pod("8"));
        assertEquals("9", known());

        pods.put(pod("10"));
        assertEquals("10", known());
    }
}
