package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Other amounts for containers that run, on a node with one processor and a GiB.
class ResizeTest {

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    private void run(String policy) {
        world.accept(Pods.pod("""
                restartPolicy: OnFailure
                containers:
                - name: main
                  image: "marina/busybox:1"
                  resizePolicy: %s
                  resources: {requests: {cpu: 100m, memory: 100Mi}, limits: {cpu: 200m, memory: 200Mi}}
                """.formatted(policy)));
        world.until("main to run", () -> world.running("main") && world.status() != null);
    }

    private static ResourceRequirements amounts(String cpu, String memory, String mostCpu, String mostMemory) {
        return new ResourceRequirementsBuilder().addToRequests("cpu", new Quantity(cpu)).addToRequests("memory", new Quantity(memory))
                .addToLimits("cpu", new Quantity(mostCpu)).addToLimits("memory", new Quantity(mostMemory)).build();
    }

    private void resize(ResourceRequirements amounts) {
        world.change(pod -> pod.editMetadata().withResourceVersion(pod.buildMetadata().getResourceVersion() + "+").endMetadata()
                .editSpec().editFirstContainer().withResources(amounts).endContainer().endSpec());
        world.settle();
    }

    private ContainerStatus main() {
        return world.status().getContainerStatuses().getFirst();
    }

    private Optional<PodCondition> condition(String type) {
        return world.status().getConditions().stream().filter(condition -> condition.getType().equals(type)).findFirst();
    }

    private ContainerSpec.Resources kernels() {
        return world.runtime.spec(world.container("main").id()).resources();
    }

    @Test
    void statusSaysWhatAContainerWasPromisedAndHas() {
        run("[]");

        assertEquals(amounts("100m", "100Mi", "200m", "200Mi"), main().getResources());
        assertEquals(main().getResources().getRequests(), main().getAllocatedResources());
    }

    @Test
    void containerGetsOtherAmountsAndGoesOnRunning() {
        run("[]");
        ContainerId before = world.container("main").id();
        world.groups.clear();

        resize(amounts("150m", "100Mi", "300m", "100Mi"));

        assertEquals(before, world.container("main").id());
        assertEquals(new ContainerSpec.Resources(100L << 20, 30_000, 153, 4096, kernels().oomScoreAdj(), 0), kernels());
        // The group is never smaller than what is in it.
        assertEquals(List.of("153 30000 " + (200L << 20), "153 30000 " + (100L << 20)), world.groups);
        assertEquals(amounts("150m", "100Mi", "300m", "100Mi"), main().getResources());
        assertEquals("150m", main().getAllocatedResources().get("cpu").toString());
        assertEquals(0, main().getRestartCount());
        assertTrue(condition("PodResizePending").isEmpty() && condition("PodResizeInProgress").isEmpty());
        assertTrue(world.api.events.containsAll(List.of("ResizeStarted: Pod resize started", "ResizeCompleted: Pod resize completed")));
    }

    /// Its program ends well when it is asked to, and yet the pod has not ended.
    @Test
    void containerWhosePolicySaysSoIsStartedAnewAtOnce() {
        run("[{resourceName: memory, restartPolicy: RestartContainer}]");

        resize(amounts("150m", "100Mi", "200m", "200Mi"));
        assertEquals(0, world.container("main").restartCount());

        resize(amounts("150m", "120Mi", "200m", "200Mi"));
        world.until("main to be started anew", () -> world.running("main") && world.container("main").restartCount() == 1);

        assertEquals("Running", world.status().getPhase());
        assertEquals(amounts("150m", "120Mi", "200m", "200Mi"), main().getResources());
        assertTrue(condition("PodResizeInProgress").isEmpty());
    }

    @Test
    void groupOfAPodMakesRoomForAContainerThatIsStartedAnew() {
        run("[{resourceName: memory, restartPolicy: RestartContainer}]");
        world.groups.clear();

        resize(amounts("100m", "120Mi", "200m", "240Mi"));
        world.until("main to be started anew", () -> world.running("main") && world.container("main").restartCount() == 1);

        assertTrue(world.groups.getLast().endsWith(" " + (240L << 20)), world.groups.toString());
    }

    @Test
    void whatTheNodeWillNeverHaveIsInfeasible() {
        run("[]");

        resize(amounts("1100m", "100Mi", "1100m", "200Mi"));

        PodCondition pending = condition("PodResizePending").orElseThrow();
        assertEquals("True Infeasible Node didn't have enough capacity: cpu, requested: 1100, capacity: 1000",
                pending.getStatus() + " " + pending.getReason() + " " + pending.getMessage());
        assertEquals("100m", main().getAllocatedResources().get("cpu").toString());
        assertEquals(20_000, kernels().cpuQuotaMicros());

        resize(amounts("100m", "100Mi", "200m", "200Mi"));
        assertTrue(condition("PodResizePending").isEmpty());
    }

    @Test
    void whatOtherPodsHaveIsWaitedFor() {
        world.allocations.hold(Pods.holder("other", "{cpu: 800m}", 0));
        run("[]");

        resize(amounts("300m", "100Mi", "300m", "200Mi"));
        assertEquals("Deferred Node didn't have enough resource: cpu, requested: 300, used: 800, capacity: 1000",
                condition("PodResizePending").map(pending -> pending.getReason() + " " + pending.getMessage()).orElse(""));

        world.allocations.release("other");
        world.settle();

        assertTrue(condition("PodResizePending").isEmpty());
        assertEquals(30_000, kernels().cpuQuotaMicros());
    }

    @Test
    void memoryInUseIsNotTakenFromAContainer() {
        run("[]");
        world.memoryInUse = 150L << 20;

        resize(amounts("100m", "100Mi", "200m", "120Mi"));

        assertEquals(200L << 20, kernels().memoryBytes());
        PodCondition failed = condition("PodResizeInProgress").orElseThrow();
        assertEquals("Error", failed.getReason());
        assertTrue(failed.getMessage().contains("attempting to set memory limit (125829120) below current usage (157286400)"), failed.getMessage());

        world.memoryInUse = 0;
        world.pass(Duration.ofSeconds(10), Duration.ofMillis(500));

        assertEquals(120L << 20, kernels().memoryBytes());
        assertTrue(condition("PodResizeInProgress").isEmpty());
    }

    @Test
    void resizeThatCameWhileTheAgentWasAwayIsCarriedOut() {
        run("[]");
        world.worker.abandon();
        Pod changed = new PodBuilder(Pods.pod("""
                restartPolicy: OnFailure
                containers:
                - name: main
                  image: "marina/busybox:1"
                  resources: {requests: {cpu: 100m, memory: 100Mi}, limits: {cpu: 300m, memory: 200Mi}}
                """)).withStatus(world.status()).build();

        world.accept(changed);
        world.settle();

        assertEquals(30_000, kernels().cpuQuotaMicros());
        assertEquals(0, world.container("main").restartCount());
    }

    @Test
    void podThatHasEndedLeavesItsPlaceToOthers() {
        run("[]");
        world.runtime.exit(world.container("main").id(), 0);
        world.until("pod to end", () -> "Succeeded".equals(world.status().getPhase()));

        assertFalse(world.allocations.resize("other", Requested.of(1000, 1L << 30), () -> {}).isPresent());
    }
}
