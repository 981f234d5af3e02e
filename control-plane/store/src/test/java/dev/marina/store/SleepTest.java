package dev.marina.store;

import static dev.marina.store.Objects.PODS;
import static dev.marina.store.Objects.create;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.store.backend.MemoryBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clusters that nobody uses. Time and the shard are moved by hand.
class SleepTest {

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryBackend storage = new MemoryBackend();
    private final ShardedStore store = new ShardedStore(StoreConfig.defaults("p", "a").withShards(1).withIdle(Duration.ofSeconds(30)), storage,
            Clock.systemUTC(), nanos::get, new Random(1), new Background() {
                @Override
                void run(String what, Runnable task) {
                    Thread.startVirtualThread(task);
                }
            }, Optional.empty());
    private ClusterId cluster;

    @BeforeEach
    void createCluster() throws Exception {
        step();
        Pending.OfRecord creation = store.submit(new NewCluster("acme", "default", Map.of(), Map.of()));
        step();
        cluster = creation.handle.id();
        write("a");
    }

    private void step() throws InterruptedException {
        store.shards().getFirst().step(0);
    }

    private void write(String name) throws Exception {
        var answer = store.submit(create(pod(cluster, name), "x"));
        step();
        answer.get();
    }

    private void pass(Duration time) throws Exception {
        for (long left = time.toSeconds(); left > 0; left--) {
            nanos.addAndGet(1_000_000_000L);
            step();
        }
    }

    private boolean asleep() {
        return store.awake() == 0;
    }

    /// What another thread asks of the shard is done by steps of this one.
    private <T> T whileStepping(java.util.concurrent.Callable<T> question) throws Exception {
        var answer = new java.util.concurrent.FutureTask<>(question);
        Thread.startVirtualThread(answer);
        while (!answer.isDone()) {
            step();
            Thread.onSpinWait();
        }
        return answer.get();
    }

    @Test
    void a_cluster_that_nobody_uses_is_dropped_and_comes_back_with_the_next_request() throws Exception {
        pass(Duration.ofSeconds(20));
        assertTrue(!asleep());
        pass(Duration.ofSeconds(20));
        assertTrue(asleep());
        assertEquals(List.of("a"), whileStepping(() -> store.image(cluster)).list(PODS, "").map(stored -> stored.key().name()).toList());
        assertTrue(!asleep());
    }

    @Test
    void a_cluster_with_work_to_do_does_not_sleep() throws Exception {
        AutoCloseable working = store.keepAwake(cluster);
        pass(Duration.ofSeconds(60));
        assertTrue(!asleep());
        working.close();
        pass(Duration.ofSeconds(5));
        assertTrue(asleep());
    }

    @Test
    void only_clusters_that_did_not_fall_asleep_are_loaded_by_the_next_owner() throws Exception {
        Keys keys = new Keys("/marina/");
        assertTrue(storage.get(keys.awake(0, cluster)).isPresent());
        pass(Duration.ofSeconds(60));
        assertTrue(storage.get(keys.awake(0, cluster)).isEmpty());
    }

    @Test
    void a_watcher_stays_while_the_cluster_sleeps_and_misses_nothing_after() throws Exception {
        EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, store.image(cluster).version());
        pass(Duration.ofSeconds(60));
        assertTrue(asleep());
        whileStepping(() -> store.commit(put(pod(cluster, "a"), "y")));
        assertEquals(List.of(2L), cursor.await(Duration.ZERO).stream().map(event -> event.version().value()).toList());
    }

    @Test
    void a_deadline_wakes_the_cluster_once() throws Exception {
        whileStepping(() -> {
            store.wakeAt(cluster, "cronjob/backup", Instant.now().minusSeconds(1));
            return null;
        });
        assertEquals(1, deadlines());
        // Another thread wakes it, which takes as long as the machine lets it.
        for (long until = System.nanoTime() + Duration.ofSeconds(30).toNanos(); deadlines() == 1 && System.nanoTime() < until;) {
            pass(Duration.ofSeconds(1));
            Thread.yield();
        }
        assertEquals(0, deadlines());
        for (int i = 0; i < 200 && !asleep(); i++) {
            pass(Duration.ofSeconds(1));
        }
        assertTrue(asleep());
        pass(Duration.ofSeconds(60));
        assertTrue(asleep());
    }

    @Test
    void a_deadline_that_comes_due_wakes_its_cluster_once_however_long_that_takes() throws Exception {
        java.util.List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        ShardedStore slow = new ShardedStore(StoreConfig.defaults("slow", "a").withShards(1).withIdle(Duration.ofSeconds(30)), new MemoryBackend(),
                Clock.systemUTC(), nanos::get, new Random(1), new Background() {
                    @Override
                    void run(String what, Runnable task) {
                        asked.add(what);
                    }
                }, Optional.empty());
        slow.shards().getFirst().step(0);
        ClusterId sleeper = slow.submit(new NewCluster("acme", "default", Map.of(), Map.of())).handle.id();
        slow.shards().getFirst().step(0);
        Thread telling = Thread.startVirtualThread(() -> slow.wakeAt(sleeper, "cron", Instant.now().minusSeconds(1)));
        while (telling.isAlive()) {
            slow.shards().getFirst().step(0);
        }
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(1_000_000_000L);
            slow.shards().getFirst().step(0);
        }
        assertEquals(0, slow.awake());
        assertEquals(1, asked.stream().filter(("wake " + sleeper)::equals).count());
    }

    private int deadlines() {
        return new RecordCodec(Optional.empty()).read(cluster, storage.get(new Keys("/marina/").record(cluster)).orElseThrow()).deadlines().size();
    }
}
