package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.cgroup.GroupLimits;
import org.junit.jupiter.api.Test;

class PodLimitsTest {

    private static final long MIB = 1L << 20;

    private static void assertLimits(long shares, long quota, long memory, String spec) {
        assertEquals(new GroupLimits(shares, quota, memory, 99), PodLimits.of(Pods.pod(spec), 99));
    }

    @Test
    void guaranteedPodHasTheSumOfItsContainers() {
        assertLimits(256, 25_000, 96 * MIB, """
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 200m, memory: 64Mi}, requests: {cpu: 200m, memory: 64Mi}}}
                - {name: b, image: i, resources: {limits: {cpu: 50m, memory: 32Mi}, requests: {cpu: 50m, memory: 32Mi}}}
                """);
    }

    @Test
    void oneContainerWithoutALimitLeavesThePodWithoutIt() {
        assertLimits(204, 0, 96 * MIB, """
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 500m, memory: 64Mi}, requests: {cpu: 200m}}}
                - {name: b, image: i, resources: {limits: {memory: 32Mi}}}
                """);
    }

    @Test
    void aLimitAloneIsARequestToo() {
        assertLimits(512, 50_000, 0, """
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 500m}}}
                """);
    }

    @Test
    void bestEffortPodHasTheLeastWeightAndNoLimit() {
        assertLimits(2, 0, 0, """
                containers:
                - {name: a, image: i}
                """);
    }

    @Test
    void initContainerCountsByItselfAndSidecarsWithTheOthers() {
        assertLimits(1024, 100_000, 0, """
                initContainers:
                - {name: big, image: i, resources: {limits: {cpu: 1}}}
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 200m}}}
                """);
        assertLimits(716, 70_000, 0, """
                initContainers:
                - {name: sidecar, image: i, restartPolicy: Always, resources: {limits: {cpu: 300m}}}
                - {name: after, image: i, resources: {limits: {cpu: 400m}}}
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 200m}}}
                """);
    }

    @Test
    void overheadIsAddedToWhatIsLimited() {
        assertLimits(307, 30_000, 0, """
                overhead: {cpu: 100m, memory: 10Mi}
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 200m}}}
                """);
    }

    @Test
    void whatThePodDeclaresAsAWholeGoesFirst() {
        assertLimits(102, 40_000, 128 * MIB, """
                resources: {requests: {cpu: 100m}, limits: {cpu: 400m, memory: 128Mi}}
                containers:
                - {name: a, image: i}
                - {name: b, image: i}
                """);
    }

    @Test
    void tinyAmountsAreRaisedToWhatTheKernelTakes() {
        assertLimits(2, 1_000, 0, """
                containers:
                - {name: a, image: i, resources: {limits: {cpu: 1m}}}
                """);
    }
}
