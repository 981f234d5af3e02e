package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.LateClient;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One device, two pods that want it, and a store that does not say whether it has written down who has it, and does so later.
class SchedulerLateWritesTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final LateClient late = new LateClient(world.client);
    private Duration passed = Duration.ZERO;
    private final SteppedScheduler scheduler = new SteppedScheduler(world.services(late), () -> System.nanoTime() + passed.toNanos(), Outside.NOBODY);

    @BeforeEach
    void oneDevice() {
        world.store.feed(scheduler);
        world.writes(acme).create(Types.NODES, Samples.node("n1", "8", "4Gi"));
        put(Types.DEVICE_CLASSES, "{metadata: {name: gpu}, spec: {}}");
        put(Types.RESOURCE_SLICES, "{metadata: {name: s}, spec: {driver: gpu.example.com, nodeName: n1, pool: {name: n1, generation: 1, "
                + "resourceSliceCount: 1}, devices: [{name: d1}]}}");
        for (String name : List.of("first", "second")) {
            put(Types.RESOURCE_CLAIMS,
                    "{metadata: {name: %s, namespace: default}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}".formatted(name));
        }
    }

    @AfterEach
    void close() {
        world.close();
    }

    private <T extends HasMetadata> void put(ResourceType<T> type, String yaml) {
        world.writes(acme).create(type, Serialization.unmarshal("---\n" + yaml, type.model()));
    }

    private void using(String claim) {
        world.writes(acme).create(Types.PODS, new PodBuilder(Samples.pod("pod-of-" + claim)).editSpec().addNewResourceClaim().withName("gpu")
                .withResourceClaimName(claim).endResourceClaim().endSpec().build());
    }

    private void exhaust(Random random) throws InterruptedException {
        while (scheduler.schedule() || scheduler.carryOut(random)) {
        }
    }

    private List<String> given() {
        return world.snapshot(acme).list(Types.RESOURCE_CLAIMS, "default").stream()
                .filter(claim -> claim.getStatus() != null && claim.getStatus().getAllocation() != null).map(claim -> claim.getMetadata().getName()).toList();
    }

    private void later(Duration time) throws InterruptedException {
        passed = passed.plus(time);
        exhaust(new Random(1));
    }

    @Test
    void aDeviceIsNobodyElsesAsLongAsNobodyKnowsWhetherItWasGiven() throws InterruptedException {
        late.holdBack("first");
        late.beSilentThen("first");
        using("first");
        exhaust(new Random(1));
        using("second");
        exhaust(new Random(1));
        assertEquals(List.of(), given(), "the store does not answer about the first, and so the second waits");

        late.carryOutHeldBack();
        later(Duration.ofMinutes(1));

        assertEquals(List.of("first"), given());
    }

    @Test
    void whatIsKnownNotToHaveBeenWrittenNeverWillBe() throws InterruptedException {
        late.holdBack("first");
        using("first");
        exhaust(new Random(1));
        using("second");
        exhaust(new Random(1));
        assertEquals(List.of("second"), given(), "the first claim has a newer version than the write that was not answered");

        assertTrue(late.carryOutHeldBack().orElseThrow().is("Conflict"));
        later(Duration.ofMinutes(1));

        assertEquals(List.of("second"), given());
    }

    @Test
    void theStoreIsAskedAgainUntilItAnswers() throws InterruptedException {
        late.holdBack("first");
        late.beSilentThen("first");
        using("first");
        exhaust(new Random(1));
        int asked = late.unanswered();
        using("second");
        exhaust(new Random(1));
        assertEquals(asked, late.unanswered(), "not all the time");
        later(Duration.ofMinutes(1));
        assertEquals(List.of(1, List.of()), List.of(late.unanswered() - asked, given()));

        late.answerAgain();
        later(Duration.ofMinutes(1));
        later(Duration.ofMinutes(1));

        assertEquals(1, given().size(), "one of them has it now");
    }

    @Test
    void aClusterThatIsLookedAtAnewStillKeepsTheDevice() throws InterruptedException {
        late.holdBack("first");
        late.beSilentThen("first");
        using("first");
        exhaust(new Random(1));
        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "pod-of-first"));

        scheduler.loaded(world.store.image(acme));
        using("second");
        exhaust(new Random(1));
        late.carryOutHeldBack();
        later(Duration.ofMinutes(1));

        assertEquals(List.of("first"), given());
    }

    /// Another cluster's devices have nothing to do with it.
    @Test
    void whatOneClusterWaitsForKeepsNothingFromAnother() throws InterruptedException {
        late.holdBack("first");
        late.beSilentThen("first");
        using("first");
        exhaust(new Random(1));

        ClusterId other = world.cluster("other");
        world.writes(other).create(Types.NODES, Samples.node("n1", "8", "4Gi"));
        world.writes(other).create(Types.PODS, Samples.pod("q"));
        exhaust(new Random(1));

        assertEquals("n1", world.require(other, Types.PODS, "default", "q").getSpec().getNodeName());
    }

    /// Whatever comes first of what is held back, asked again and decided: never two.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void inNoOrderIsItGivenTwice(long seed) throws InterruptedException {
        Random random = new Random(seed);
        using("first");
        using("second");
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(6)) {
                case 0 -> late.holdBack(random.nextBoolean() ? "first" : "second");
                case 1 -> late.beSilentThen(random.nextBoolean() ? "first" : "second");
                case 2 -> late.answerAgain();
                case 3 -> late.carryOutHeldBack();
                case 4 -> passed = passed.plusSeconds(random.nextInt(40));
                default -> IntStream.range(0, random.nextInt(4)).forEach(_ -> step(random));
            }
            assertTrue(given().size() <= 1, () -> "seed " + seed + ": " + given());
        }
    }

    private void step(Random random) {
        try {
            if (!scheduler.carryOut(random)) {
                scheduler.schedule();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
