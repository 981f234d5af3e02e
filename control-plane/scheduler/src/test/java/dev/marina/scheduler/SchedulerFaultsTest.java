package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.StoreClient.Fault;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A node of one cpu, and pods that want most of it: whatever goes wrong, it is given to one.
class SchedulerFaultsTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private Duration passed = Duration.ZERO;
    private final SteppedScheduler scheduler = new SteppedScheduler(world.services, () -> System.nanoTime() + passed.toNanos(), Outside.NOBODY);

    @BeforeEach
    void oneNode() {
        world.store.feed(scheduler);
        world.writes(acme).create(Types.NODES, Samples.node("n1", "1", "4Gi"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void pod(String name) {
        world.writes(acme).create(Types.PODS, sample(name));
    }

    private static Pod sample(String name) {
        return new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources()
                .addToRequests("cpu", new Quantity("600m")).endResources().endContainer().endSpec().build();
    }

    private String node(String pod) {
        Pod now = world.require(acme, Types.PODS, "default", pod);
        return PodState.nodeName(now);
    }

    private void exhaust() throws InterruptedException {
        Random random = new Random(1);
        while (scheduler.schedule() || scheduler.carryOut(random)) {
        }
    }

    @Test
    void whatIsBeingBoundKeepsItsPlaceWhenTheClusterIsLookedAtAnew() throws InterruptedException {
        pod("first");
        scheduler.schedule();

        scheduler.loaded(world.store.image(acme));
        pod("second");
        exhaust();

        assertEquals("n1", node("first"));
        assertEquals("", node("second"));
    }

    @Test
    void aDeviceThatIsBeingGivenIsGivenToNobodyElseThoughItsPodIsGone() throws InterruptedException {
        put(Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
        put(Types.RESOURCE_SLICES, "{metadata: {name: s}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: 1, "
                + "resourceSliceCount: 1}, devices: [{name: d1}]}}");
        for (String name : List.of("first", "second")) {
            put(Types.RESOURCE_CLAIMS,
                    "{metadata: {name: %s, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}".formatted(name));
        }
        using("first");
        scheduler.schedule();
        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "first"));

        scheduler.loaded(world.store.image(acme));
        using("second");
        exhaust();

        List<String> given = world.snapshot(acme).list(Types.RESOURCE_CLAIMS, "default").stream()
                .filter(claim -> claim.getStatus() != null && claim.getStatus().getAllocation() != null).map(claim -> claim.getMetadata().getName()).toList();
        assertEquals(List.of("first"), given);
    }

    private <T extends HasMetadata> void put(ResourceType<T> type, String yaml) {
        world.writes(acme).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    private void using(String claim) {
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod(claim)).editSpec().addNewResourceClaim().withName("gpu")
                .withResourceClaimName(claim).endResourceClaim().endSpec().build());
    }

    @Test
    void whatWasBoundKeepsItsPlaceThoughTheAnswerWasLost() throws InterruptedException {
        world.client.faults(new Fault() {
            @Override
            public void before(String verb, ObjectKey key) {}

            @Override
            public void after(String verb, ObjectKey key) {
                if (verb.equals("bind")) {
                    throw StatusException.unavailable("nobody knows whether it was done");
                }
            }
        });
        pod("first");
        exhaust();
        pod("second");
        exhaust();

        assertEquals("n1", node("first"));
        assertEquals("", node("second"));
    }

    @Test
    void whatWasNotBoundLeavesItsPlaceToOthers() throws InterruptedException {
        world.client.faults((verb, key) -> {
            if (verb.equals("bind") && key.name().equals("first")) {
                throw StatusException.unavailable("the store does not answer");
            }
        });
        pod("first");
        exhaust();
        pod("second");
        exhaust();

        assertEquals("", node("first"));
        assertEquals("n1", node("second"));
    }

    @Test
    void whatWaitsTooLongForItsVolumesLeavesItsPlaceThoughThereIsAlwaysSomethingToDo() throws InterruptedException {
        world.writes(acme).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("standard").endMetadata()
                .withProvisioner("nobody.example.com").withVolumeBindingMode("WaitForFirstConsumer").build());
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").endMetadata()
                .withNewSpec().withStorageClassName("standard").endSpec().build());
        world.writes(acme).create(Types.PODS, new PodBuilder(sample("first")).editSpec()
                .addNewVolume().withName("data").withNewPersistentVolumeClaim("data", false).endVolume().endSpec().build());
        exhaust();
        pod("second");
        exhaust();
        assertEquals("", node("second"), "the first has the place, whose volume nobody makes");

        passed = Duration.ofMinutes(11);
        pod("third");
        // one step, in which there is a pod to try
        scheduler.schedule();
        exhaust();

        assertEquals("", node("first"));
        assertEquals("n1", node("second") + node("third"), "one of them has it");
    }
}
