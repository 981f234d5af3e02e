package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.cgroup.KernelLimits;
import dev.marina.agent.runtime.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import org.junit.jupiter.api.Test;

/// Other amounts for containers that run, as the kernel keeps them.
class ResizeIT extends OnEngine {

    private void run(String policy) {
        world.start("""
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sleep, "1000"]
                  resizePolicy: %s
                  resources: {requests: {cpu: 200m, memory: 64Mi}, limits: {cpu: 200m, memory: 64Mi}}
                """.formatted(policy));
        world.awaitPhase("Running");
    }

    private static ResourceRequirements amounts(String cpu, String memory) {
        return new ResourceRequirementsBuilder().addToRequests("cpu", new Quantity(cpu)).addToRequests("memory", new Quantity(memory))
                .addToLimits("cpu", new Quantity(cpu)).addToLimits("memory", new Quantity(memory)).build();
    }

    private void resize(ResourceRequirements amounts) {
        world.change(pod -> pod.editMetadata().withResourceVersion("resized").endMetadata().editSpec().editFirstContainer().withResources(amounts)
                .endContainer().endSpec());
    }

    private ContainerStatus awaitAmounts(ResourceRequirements amounts) {
        return Await.until("the amounts " + amounts, PodOnEngine.SOON, () -> world.api.status.getContainerStatuses().getFirst(),
                main -> main.getState().getRunning() != null && amounts.equals(main.getResources()));
    }

    private String podGroup() {
        return "/marina-it/nodes/" + PodOnEngine.NODE.id() + "/pod" + world.uid();
    }

    private void assertKernelKeeps(ContainerState container, long memoryBytes, String cpu) {
        for (String group : new String[] {podGroup(), podGroup() + "/" + container.id()}) {
            assertEquals(Long.toString(memoryBytes), KernelLimits.memory(group), group);
            assertEquals(cpu, KernelLimits.cpu(group), group);
        }
    }

    @Test
    void containerThatRunsHasOtherLimitsAndIsTheSame() {
        run("[]");
        ContainerState before = world.container("main");
        assertKernelKeeps(before, 64L << 20, "20000 100000");

        resize(amounts("300m", "96Mi"));
        awaitAmounts(amounts("300m", "96Mi"));
        assertKernelKeeps(before, 96L << 20, "30000 100000");

        resize(amounts("100m", "32Mi"));
        ContainerStatus status = awaitAmounts(amounts("100m", "32Mi"));
        assertKernelKeeps(before, 32L << 20, "10000 100000");
        assertEquals(before.id(), world.container("main").id());
        assertEquals(0, status.getRestartCount());
    }

    @Test
    void containerIsNotKilledByALimitBelowWhatItUses() {
        run("[]");
        ContainerState before = world.container("main");
        assertEquals(0, world.run("main", "dd if=/dev/zero of=/dev/shm/held bs=1M count=40").exitCode());

        resize(amounts("200m", "16Mi"));

        Await.until("the refusal", PodOnEngine.SOON, () -> world.api.status.getConditions(), conditions -> conditions.stream()
                .anyMatch(condition -> String.valueOf(condition.getMessage()).contains("cannot decrease memory limits")));
        assertTrue(world.container("main").running());
        assertKernelKeeps(before, 64L << 20, "20000 100000");
    }

    @Test
    void containerWhosePolicySaysSoIsStartedAnewWithItsLimits() {
        run("[{resourceName: memory, restartPolicy: RestartContainer}]");
        ContainerState before = world.container("main");

        resize(amounts("200m", "96Mi"));
        ContainerStatus status = awaitAmounts(amounts("200m", "96Mi"));

        assertEquals(1, status.getRestartCount());
        assertTrue(!world.container("main").id().equals(before.id()));
        assertKernelKeeps(world.container("main"), 96L << 20, "20000 100000");
    }
}
