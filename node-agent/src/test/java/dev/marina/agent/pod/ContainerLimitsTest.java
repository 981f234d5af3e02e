package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

class ContainerLimitsTest {

    private static ContainerSpec.Resources on(String nodeCpu, String limit) {
        Pod pod = Pods.pod("""
                containers:
                - {name: main, image: i, resources: {limits: {cpu: %s, memory: 64Mi}, requests: {cpu: 250m, memory: 32Mi}}}
                """.formatted(limit));
        return ContainerLimits.of(pod, pod.getSpec().getContainers().getFirst(), new Quantity(nodeCpu), new Quantity("1Gi"));
    }

    @Test
    void aLimitAboveTheNodesIsTheNodes() {
        assertEquals(100_000, on("1", "1250m").cpuQuotaMicros());
        assertEquals(125_000, on("2", "1250m").cpuQuotaMicros());
        assertEquals(256, on("1", "1250m").cpuShares(), "what it asked for stays its weight");
    }
}
