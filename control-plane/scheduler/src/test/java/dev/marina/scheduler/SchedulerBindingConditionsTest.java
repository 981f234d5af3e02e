package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A device that is made ready only when it is known who gets it.
class SchedulerBindingConditionsTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private Duration passed = Duration.ZERO;
    private final SteppedScheduler scheduler = new SteppedScheduler(world.services, () -> System.nanoTime() + passed.toNanos(), Outside.NOBODY);

    @BeforeEach
    void follow() {
        world.store.feed(scheduler);
        devices(acme);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private <T extends HasMetadata> void put(ClusterId cluster, ResourceType<T> type, String yaml) {
        world.writes(cluster).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    private void devices(ClusterId cluster) {
        put(cluster, Types.NODES, Serialization.asYaml(Samples.node("n1", "64", "64Gi")));
        put(cluster, Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
        slice(cluster, "far", "a");
    }

    private void slice(ClusterId cluster, String pool, String device) {
        put(cluster, Types.RESOURCE_SLICES, """
                {metadata: {name: %1$s}, spec: {driver: gpu.example.com, allNodes: true, pool: {name: %1$s, generation: 1, resourceSliceCount: 1},
                 devices: [{name: %2$s, bindsToNode: true, bindingConditions: [Ready], bindingFailureConditions: [Broken]}]}}""".formatted(pool, device));
    }

    private void pod(ClusterId cluster, String name) {
        put(cluster, Types.RESOURCE_CLAIMS,
                "{metadata: {name: %s, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}".formatted(name));
        world.writes(cluster).create(Types.PODS, new PodBuilder(Samples.pod(name)).editSpec().addNewResourceClaim().withName("gpu").withResourceClaimName(name)
                .endResourceClaim().endSpec().build());
    }

    private void exhaust() throws InterruptedException {
        Random random = new Random(1);
        while (scheduler.schedule() || scheduler.carryOut(random)) {
            // until nothing is left
        }
    }

    private String nodeOf(ClusterId cluster, String pod) {
        return PodState.nodeName(world.require(cluster, Types.PODS, "default", pod));
    }

    private ResourceClaim claim(ClusterId cluster, String name) {
        return world.require(cluster, Types.RESOURCE_CLAIMS, "default", name);
    }

    private List<String> has(String name) {
        ResourceClaim claim = claim(acme, name);
        return claim.getStatus() == null || claim.getStatus().getAllocation() == null
                ? List.of()
                : claim.getStatus().getAllocation().getDevices().getResults().stream().map(each -> each.getDevice()).toList();
    }

    /// What the driver says of the claim's device.
    private void tell(ClusterId cluster, String name, String type) {
        ResourceClaim claim = claim(cluster, name);
        var result = claim.getStatus().getAllocation().getDevices().getResults().getFirst();
        world.writes(cluster).updateStatus(Types.RESOURCE_CLAIMS, new ResourceClaimBuilder(claim).editStatus()
                .addNewDevice().withDriver(result.getDriver()).withPool(result.getPool()).withDevice(result.getDevice())
                .withConditions(new ConditionBuilder().withType(type).withStatus("True").build()).endDevice().endStatus().build());
    }

    @Test
    void thePodIsBoundWhenItsDeviceIsReady() throws InterruptedException {
        pod(acme, "p");
        exhaust();
        assertEquals(List.of("a"), has("p"), "its driver hears of it by the claim");
        assertEquals(List.of("Ready"), claim(acme, "p").getStatus().getAllocation().getDevices().getResults().getFirst().getBindingConditions());
        assertEquals("n1", claim(acme, "p").getStatus().getAllocation().getNodeSelector().getNodeSelectorTerms().getFirst().getMatchFields().getFirst()
                .getValues().getFirst());
        assertEquals("", nodeOf(acme, "p"));

        tell(acme, "p", "Ready");
        exhaust();
        assertEquals("n1", nodeOf(acme, "p"));
    }

    @Test
    void anotherClustersDeviceReadiesNobodyHere() throws InterruptedException {
        ClusterId other = world.cluster("other");
        devices(other);
        pod(acme, "p");
        pod(other, "p");
        exhaust();
        tell(other, "p", "Ready");
        exhaust();
        assertEquals("n1", nodeOf(other, "p"));
        assertEquals("", nodeOf(acme, "p"));
    }

    @Test
    void aDeviceThatFailsIsGivenBackAndAnotherFound() throws InterruptedException {
        pod(acme, "p");
        exhaust();
        world.writes(acme).delete(Types.RESOURCE_SLICES, world.snapshot(acme).find(Types.RESOURCE_SLICES, "", "far").orElseThrow());
        slice(acme, "near", "b");
        tell(acme, "p", "Broken");
        later();
        assertEquals(List.of("b"), has("p"));
        assertEquals("", nodeOf(acme, "p"));

        tell(acme, "p", "Ready");
        exhaust();
        assertEquals("n1", nodeOf(acme, "p"));
    }

    @Test
    void aDeviceThatIsNotReadyInTimeIsGivenBack() throws InterruptedException {
        pod(acme, "p");
        exhaust();
        world.writes(acme).delete(Types.RESOURCE_SLICES, world.snapshot(acme).find(Types.RESOURCE_SLICES, "", "far").orElseThrow());
        passed = passed.plus(Duration.ofMinutes(9));
        exhaust();
        assertEquals(List.of("a"), has("p"));
        passed = passed.plus(Duration.ofMinutes(2));
        exhaust();
        assertEquals(List.of(), has("p"));
        assertEquals("", nodeOf(acme, "p"));
    }

    @Test
    void aSchedulerThatBeginsAnewWaitsOn() throws InterruptedException {
        pod(acme, "p");
        exhaust();
        scheduler.loaded(world.store.image(acme));
        exhaust();
        assertEquals("", nodeOf(acme, "p"));
        tell(acme, "p", "Ready");
        exhaust();
        assertEquals("n1", nodeOf(acme, "p"));
    }

    @Test
    void whoGoesWhileItWaitsLeavesItsRoom() throws InterruptedException {
        pod(acme, "p");
        exhaust();
        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "p"));
        exhaust();
        assertFalse(world.snapshot(acme).find(Types.PODS, "default", "p").isPresent());
        pod(acme, "q");
        exhaust();
        assertEquals(List.of(), has("q"), "the device is the first claim's as long as nobody takes it back");
        world.writes(acme).delete(Types.RESOURCE_CLAIMS, world.writes(acme).update(Types.RESOURCE_CLAIMS,
                new ResourceClaimBuilder(claim(acme, "p")).editMetadata().withFinalizers().endMetadata().build()));
        later();
        assertEquals(List.of("a"), has("q"));
    }

    /// Several tries, each after its back-off.
    private void later() throws InterruptedException {
        for (int i = 0; i < 6; i++) {
            exhaust();
            passed = passed.plus(Duration.ofSeconds(15));
        }
        exhaust();
    }
}
