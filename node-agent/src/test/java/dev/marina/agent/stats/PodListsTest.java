package dev.marina.agent.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodListsTest {

    private static Pod pod(String name, int bytes) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").withUid("u-" + name).addToAnnotations("big", "x".repeat(bytes))
                .endMetadata().build();
    }

    @Test
    void theyAreAListOfTheApi() throws IOException {
        JsonNode list = new ObjectMapper().readTree(PodLists.of(List.of(pod("a", 1), pod("b", 1))));

        assertEquals("PodList", list.path("kind").asText());
        assertEquals("v1", list.path("apiVersion").asText());
        assertEquals(List.of("a", "b"), list.path("items").valueStream().map(pod -> pod.path("metadata").path("name").asText()).toList());
    }

    /// A hostile tenant's pods are as large as the API takes them.
    @Test
    void moreThanIsPassedOnIsNotHeld() {
        assertTrue(assertThrows(KubeletEndpoint.TooLarge.class, () -> PodLists.of(Collections.nCopies(110, pod("a", 1 << 20)))).getMessage()
                .contains("spec.nodeName"));
    }

    @Test
    void whatRunsIsToldByItsContainers() {
        PodRef web = ref("web");
        List<Pod> running = PodLists.running(List.of(state(web, "main", ContainerState.Phase.RUNNING), state(web, "side", ContainerState.Phase.RUNNING),
                state(web, "init", ContainerState.Phase.EXITED), state(ref("done"), "main", ContainerState.Phase.EXITED)));

        assertEquals(1, running.size());
        assertEquals("web", running.getFirst().getMetadata().getName());
        assertEquals(List.of("main", "side"), running.getFirst().getSpec().getContainers().stream().map(container -> container.getName()).toList());
    }

    private static PodRef ref(String name) {
        return new PodRef(new NodeRef("c1", "n1"), "default", name, "u-" + name);
    }

    private static ContainerState state(PodRef pod, String name, ContainerState.Phase phase) {
        return new ContainerState(new ContainerId("c"), new SandboxId("s"), pod, name, ContainerKind.MAIN, 0, 0, phase, Instant.EPOCH, Instant.EPOCH, null, 0,
                false, "",
                "image", "id", "", "");
    }
}
