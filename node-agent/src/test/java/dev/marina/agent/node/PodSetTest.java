package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.pod.PodNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodSetTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private PodSet pods;

    @BeforeEach
    void aNode() {
        pods = new PodSet(PodNode.simulated(directory));
    }

    @AfterEach
    void end() throws InterruptedException {
        pods.abandon();
        assertTrue(pods.awaitEnd(SOON), "a worker still writes what is to be deleted");
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

    /// A tenant can write the status: connections to the pod go by what its node's network gave.
    @Test
    void aPodsAddressIsTheNetworksWhateverItsStatusSays() {
        Pod claiming = new PodBuilder(pod("9")).editSpec().addNewContainer().withName("main").withImage("i").endContainer().endSpec()
                .editStatus().withPodIP("192.0.2.66").endStatus().build();

        pods.put(claiming);

        List<String> addresses = Await.until("the pod is wired", SOON, () -> pods.addresses("u1"), known -> !known.isEmpty());
        assertEquals(List.of("10.244.1.5"), addresses);
        assertEquals(List.of(), pods.addresses("another"));
    }
}
