package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkQueueTest {

    private static final ClusterId ACME = ClusterId.of(1);
    private static final ClusterId OTHER = ClusterId.of(2);
    private static final String NAME = "test";
    private static final GateSetting PAUSED = new GateSetting(true, List.of(), Duration.ZERO);
    private static final Cause FIRST = Cause.request("first");
    private static final Cause SECOND = Cause.request("second");

    private final AtomicLong nanos = new AtomicLong();
    private final List<ClusterId> drained = new ArrayList<>();
    /// What the gate wants done later, and how much later.
    private final Map<Runnable, Duration> later = new LinkedHashMap<>();
    private final Gate gate = new Gate(nanos::get, () -> Instant.EPOCH.plusNanos(nanos.get()), (delay, task) -> later.put(task, delay));
    private final WorkQueue queue = new WorkQueue(
            key -> gate.admits(key.cluster(), NAME, new Subject("ConfigMap", key.namespace(), key.name())), nanos::get, drained::add);

    @Test
    void aKeyThatWaitsIsNotAddedTwiceAndKeepsItsFirstCause() {
        queue.add(key(ACME, "a"), FIRST);
        queue.add(key(ACME, "a"), SECOND);
        assertEquals(Optional.of(new Work(key(ACME, "a"), FIRST)), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void aKeyInWorkComesAgainOnlyAfterItIsDone() {
        queue.add(key(ACME, "a"), FIRST);
        queue.poll();
        queue.add(key(ACME, "a"), SECOND);
        assertEquals(Optional.empty(), queue.poll());
        queue.done(key(ACME, "a"));
        assertEquals(Optional.of(new Work(key(ACME, "a"), SECOND)), queue.poll());
    }

    @Test
    void clustersTakeTurnsHoweverMuchOneOfThemHas() {
        for (int i = 0; i < 1000; i++) {
            queue.add(key(ACME, "a" + i), FIRST);
        }
        queue.add(key(OTHER, "b"), FIRST);
        assertEquals(key(ACME, "a0"), queue.poll().orElseThrow().key());
        assertEquals(key(OTHER, "b"), queue.poll().orElseThrow().key());
        assertEquals(key(ACME, "a1"), queue.poll().orElseThrow().key());
    }

    @Test
    void ofSeveralDelaysTheEarliestCounts() {
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofSeconds(10));
        queue.addAfter(key(ACME, "a"), SECOND, Duration.ofSeconds(2));
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofSeconds(5));
        pass(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), queue.poll());
        pass(Duration.ofSeconds(1));
        assertEquals(Optional.of(new Work(key(ACME, "a"), SECOND)), queue.poll());
        queue.done(key(ACME, "a"));
        pass(Duration.ofSeconds(60));
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void failuresDoubleTheDelayUntilItIsForgotten() {
        ClusterKey key = key(ACME, "a");
        assertEquals(Duration.ofMillis(5), queue.retry(key, FIRST));
        assertEquals(Duration.ofMillis(10), queue.retry(key, FIRST));
        assertEquals(Duration.ofMillis(20), queue.retry(key, FIRST));
        queue.forget(key);
        assertEquals(Duration.ofMillis(5), queue.retry(key, FIRST));
        for (int i = 0; i < 40; i++) {
            queue.retry(key, FIRST);
        }
        assertEquals(WorkQueue.LONGEST_BACKOFF, queue.retry(key, FIRST));
    }

    @Test
    void aClusterIsHeldHoweverOftenAnItemOfItHasFailed() {
        ClusterKey key = new ClusterKey(ClusterId.of(7), "default", "failing");
        for (int i = 0; i < 40; i++) {
            queue.retry(key, FIRST);
            assertTrue(queue.holds(key.cluster()), "after failure " + i);
            pass(WorkQueue.LONGEST_BACKOFF);
            queue.done(queue.poll().orElseThrow().key());
        }
    }

    @Test
    void aPausedClusterKeepsItsWorkAndDelaysNobody() {
        gate.onOpen((cluster, _) -> queue.wake(cluster));
        gate.set(ACME, NAME, PAUSED);
        queue.add(key(ACME, "a"), FIRST);
        queue.add(key(ACME, "b"), FIRST);
        queue.add(key(OTHER, "c"), FIRST);
        assertEquals(key(OTHER, "c"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());

        gate.step(ACME, NAME, 1);
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());

        gate.set(ACME, NAME, GateSetting.OPEN);
        assertEquals(key(ACME, "b"), queue.poll().orElseThrow().key());
    }

    @Test
    void aSlowControllerTakesOneItemAtATimeAndDelaysNobody() {
        gate.onOpen((cluster, _) -> queue.wake(cluster));
        gate.set(ACME, NAME, new GateSetting(false, List.of(), Duration.ofSeconds(2)));
        List.of("a", "b", "c").forEach(name -> queue.add(key(ACME, name), FIRST));
        queue.add(key(OTHER, "d"), FIRST);
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        pass(Duration.ofMillis(500));
        assertEquals(key(OTHER, "d"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        assertEquals(List.of(Duration.ofMillis(1500)), List.copyOf(later.values()));

        queue.wake(ACME);
        assertEquals(Optional.empty(), queue.poll());
        assertEquals(1, later.size(), "it is woken once for the same item");

        pass(Duration.ofMillis(1500));
        theTimeHasCome();
        assertEquals(key(ACME, "b"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());

        gate.step(ACME, NAME, 1);
        assertEquals(key(ACME, "c"), queue.poll().orElseThrow().key());
        gate.set(ACME, NAME, GateSetting.OPEN);
        queue.add(key(ACME, "e"), FIRST);
        assertEquals(key(ACME, "e"), queue.poll().orElseThrow().key());
        theTimeHasCome();
    }

    @Test
    void whatAFaultSlowsIsFastAgainWhenItsTimeIsOverThoughNobodySaysSo() {
        gate.onOpen((cluster, _) -> queue.wake(cluster));
        gate.set(ACME, NAME, new GateSetting(false, List.of(), Duration.ofMillis(10),
                Optional.of(new GateSetting.Slowed("slow", Duration.ofSeconds(8), Instant.EPOCH.plusSeconds(10)))));
        assertEquals(Optional.of("slow"), gate.setting(ACME, NAME).fault());
        List.of("a", "b", "c", "d").forEach(name -> queue.add(key(ACME, name), FIRST));
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        assertEquals(List.of(Duration.ofSeconds(8)), List.copyOf(later.values()));

        pass(Duration.ofSeconds(8));
        theTimeHasCome();
        assertEquals(key(ACME, "b"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        pass(Duration.ofSeconds(8));
        theTimeHasCome();
        assertEquals(key(ACME, "c"), queue.poll().orElseThrow().key());
        assertEquals(Duration.ofMillis(10), gate.setting(ACME, NAME).delay(), "as its cluster wants it");
        assertEquals(Optional.empty(), gate.setting(ACME, NAME).fault());
        pass(Duration.ofMillis(10));
        queue.wake(ACME);
        assertEquals(key(ACME, "d"), queue.poll().orElseThrow().key());
    }

    private void theTimeHasCome() {
        List<Runnable> tasks = List.copyOf(later.keySet());
        later.clear();
        tasks.forEach(Runnable::run);
    }

    @Test
    void aBreakpointHoldsWhatItNamesAndWhatComesAfterIt() {
        gate.onOpen((cluster, _) -> queue.wake(cluster));
        gate.set(ACME, NAME, new GateSetting(false, List.of(new GateSetting.Breakpoint("ConfigMap", "", "b")), Duration.ZERO));
        for (String name : List.of("a", "b", "c")) {
            queue.add(key(ACME, name), FIRST);
        }
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        assertEquals(2, look().count());
        assertEquals("b", look().items().getFirst().subject().name());

        gate.step(ACME, NAME, 1);
        assertEquals(key(ACME, "b"), queue.poll().orElseThrow().key());
        assertEquals(key(ACME, "c"), queue.poll().orElseThrow().key());
    }

    @Test
    void whatRestsBehindAGateIsBoundedAndTheRestIsLookedForWhenItOpens() {
        gate.set(ACME, NAME, PAUSED);
        for (int i = 0; i < WorkQueue.MOST_RESTING + 10; i++) {
            queue.add(key(ACME, "a" + i), FIRST);
            queue.poll();
        }
        assertEquals(WorkQueue.MOST_RESTING, look().count());
        assertTrue(look().lost());
        assertTrue(queue.takeOverflow(ACME));
        assertFalse(queue.takeOverflow(ACME));
    }

    @Test
    void whatRestsKeepsNoClusterAwake() {
        gate.set(ACME, NAME, PAUSED);
        queue.add(key(ACME, "a"), FIRST);
        assertTrue(queue.holds(ACME));
        queue.poll();
        assertFalse(queue.holds(ACME));
        assertEquals(List.of(ACME), drained);
    }

    @Test
    void whatWaitsForItsTimeIsLookedAtNowWhenAClocksChanges() {
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofHours(1));
        queue.addAfter(key(OTHER, "b"), FIRST, Duration.ofHours(1));
        queue.hurry(ACME);
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        queue.done(key(ACME, "a"));
        assertFalse(queue.holds(ACME));
    }

    @Test
    void whatIsInWorkWhenAClockChangesComesAgain() {
        queue.add(key(ACME, "a"), FIRST);
        queue.add(key(OTHER, "b"), FIRST);
        queue.poll();
        queue.poll();
        queue.hurry(ACME);
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofDays(300));
        queue.done(key(ACME, "a"));
        queue.done(key(OTHER, "b"));
        assertEquals(key(ACME, "a"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        queue.done(key(ACME, "a"));
        assertFalse(queue.holds(ACME));
    }

    private QueueView look() {
        return queue.look(ACME, 1, key -> new Subject("ConfigMap", key.namespace(), key.name()));
    }

    @Test
    void aClusterIsHeldWhileItsWorkWaitsRunsOrIsDueSoon() {
        queue.add(key(ACME, "a"), FIRST);
        assertTrue(queue.holds(ACME));
        queue.poll();
        assertTrue(queue.holds(ACME));
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofSeconds(1));
        queue.done(key(ACME, "a"));
        assertTrue(queue.holds(ACME));
        assertEquals(List.of(), drained);
        pass(Duration.ofSeconds(2));
        queue.poll();
        queue.addAfter(key(ACME, "a"), FIRST, Duration.ofHours(1));
        queue.done(key(ACME, "a"));
        assertFalse(queue.holds(ACME));
        assertEquals(List.of(ACME), drained);
    }

    @Test
    void aDroppedClusterLeavesNothingBehind() {
        queue.add(key(ACME, "a"), FIRST);
        queue.add(key(OTHER, "b"), FIRST);
        queue.addAfter(key(ACME, "c"), FIRST, Duration.ofSeconds(1));
        queue.drop(ACME);
        pass(Duration.ofSeconds(5));
        assertEquals(key(OTHER, "b"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
        assertFalse(queue.holds(ACME));
    }

    @Test
    void droppingForgetsFailuresAndDelaysAndOtherClustersKeepTheirs() {
        for (ClusterId cluster : List.of(ACME, OTHER)) {
            for (int i = 0; i < 3; i++) {
                queue.retry(key(cluster, "r"), FIRST);
            }
            queue.addAfter(key(cluster, "far"), FIRST, Duration.ofHours(1));
        }

        queue.drop(ACME);

        assertEquals(WorkQueue.FIRST_BACKOFF, queue.retry(key(ACME, "r"), FIRST));
        assertEquals(WorkQueue.FIRST_BACKOFF.multipliedBy(8), queue.retry(key(OTHER, "r"), FIRST));
        queue.drop(ACME);
        pass(Duration.ofHours(2));
        assertEquals(key(OTHER, "r"), queue.poll().orElseThrow().key());
        assertEquals(key(OTHER, "far"), queue.poll().orElseThrow().key());
        assertEquals(Optional.empty(), queue.poll());
    }

    /// With a walk through all keys for each cluster it takes minutes.
    @Test
    void droppingAClusterCostsWhatThatClusterHas() {
        for (int i = 0; i < 100_000; i++) {
            queue.add(key(OTHER, "r" + i), FIRST);
            queue.addAfter(key(OTHER, "d" + i), FIRST, Duration.ofHours(1));
            queue.retry(key(OTHER, "f" + i), FIRST);
        }

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 10; i < 50_010; i++) {
                queue.add(key(ClusterId.of(i), "a"), FIRST);
                queue.addAfter(key(ClusterId.of(i), "b"), FIRST, Duration.ofSeconds(1));
                queue.drop(ClusterId.of(i));
            }
        });
        assertEquals(100_000, queue.depth());
    }

    /// Random adds, delays, takes and ends: what was added after a take began is handed out again, never twice at once.
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42, 4711, 2026})
    void nothingIsLostAndNoKeyIsWorkedOnTwiceAtOnce(long seed) {
        Random random = new Random(seed);
        Map<ClusterKey, Integer> unseen = new HashMap<>();
        Set<ClusterKey> working = new HashSet<>();
        for (int step = 0; step < 20_000; step++) {
            ClusterKey key = key(ClusterId.of(random.nextInt(5)), "k" + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    unseen.merge(key, 1, Integer::sum);
                    queue.add(key, FIRST);
                }
                case 2 -> {
                    unseen.merge(key, 1, Integer::sum);
                    queue.addAfter(key, FIRST, Duration.ofMillis(random.nextInt(50)));
                }
                case 3 -> queue.poll().ifPresent(work -> {
                    assertTrue(working.add(work.key()), "seed %d: %s is worked on twice".formatted(seed, work.key()));
                    unseen.remove(work.key());
                });
                default -> {
                    pass(Duration.ofMillis(1));
                    working.stream().findFirst().ifPresent(done -> {
                        working.remove(done);
                        queue.done(done);
                    });
                }
            }
        }
        pass(Duration.ofSeconds(1));
        List.copyOf(working).forEach(queue::done);
        for (Optional<Work> work = queue.poll(); work.isPresent(); work = queue.poll()) {
            unseen.remove(work.get().key());
            queue.done(work.get().key());
        }
        assertEquals(Map.of(), unseen, "seed " + seed);
        for (int cluster = 0; cluster < 5; cluster++) {
            assertFalse(queue.holds(ClusterId.of(cluster)), "seed " + seed);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static ClusterKey key(ClusterId cluster, String name) {
        return new ClusterKey(cluster, "default", name);
    }
}
