package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Containers whose pod the API does not know: nothing is left to say how it was meant.
class OrphanedPodTest {

    private PodWorld world;

    @BeforeEach
    void world(@TempDir Path directory) {
        world = new PodWorld(directory);
    }

    private void orphan(Pod pod) {
        world.accept(pod);
        world.until("the pod to run", () -> world.running("main"));
        Pod remembered = new PodBuilder().withNewMetadata().withNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid()).endMetadata().withNewSpec().endSpec().withNewStatus().endStatus().build();
        world.accept(remembered);
        world.worker.vanish();
        world.until("the pod to be gone", () -> world.state().sandboxes().isEmpty() && world.state().containers().isEmpty());
    }

    @Test
    void itIsTakenAwayWithItsNetwork() {
        orphan(Pods.oneContainer("Always"));

        assertEquals(List.of("attach sandbox-00000001", "detach sandbox-00000001"), world.network);
    }

    @Test
    void whatItHadIsTheNextPodsAtOnce() {
        Pod pod = Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", resources: {requests: {cpu: 800m}}}]");
        world.accept(pod);
        world.until("the pod to run", () -> world.running("main"));
        NodeAllocations.Holder next = Pods.holder("next", "{cpu: 800m}", 0);
        assertInstanceOf(NodeAllocations.Entry.Refused.class, world.allocations.admit(next, world.nodeNow, () -> {}));

        world.worker.vanish();

        assertInstanceOf(NodeAllocations.Entry.Admitted.class, world.allocations.admit(next, world.nodeNow, () -> {}));
    }

    @Test
    void oneInItsNodesNetworkIsTakenAwayAndTheNodesNetworkStays() {
        orphan(new PodBuilder(Pods.oneContainer("Always")).editSpec().withHostNetwork(true).endSpec().build());

        assertEquals(List.of(), world.network);
    }
}
