package dev.marina.agent.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelPodUsesTest {

    private static Pod with(String id) {
        return new PodBuilder(Pods.pod("containers: [{name: main, image: x}]")).editStatus().addNewContainerStatus().withName("main").withContainerID(id)
                .endContainerStatus().endStatus().build();
    }

    @Test
    void containersAreFoundByTheirIds() {
        assertEquals(Map.of("main", "0a1b"), KernelPodUses.containers(with("docker://0a1b")));
        assertEquals(Map.of(), KernelPodUses.containers(with(null)));
    }

    /// Who may write a status may write that too.
    @Test
    void whatIsNoIdLeadsNowhere() {
        for (String claimed : new String[] {"docker://../../other", "docker:///etc", "docker://a/b", "docker://..", "docker://", "0a1b"}) {
            assertEquals(Map.of(), KernelPodUses.containers(with(claimed)), claimed);
        }
    }
}
