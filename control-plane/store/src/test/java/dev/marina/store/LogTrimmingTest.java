package dev.marina.store;

import static dev.marina.store.Objects.PODS;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A cluster whose objects change for ever has a log that does not grow for ever.
class LogTrimmingTest {

    private static final long BUDGET = 200_000;

    private final MemoryBackend storage = new MemoryBackend();
    private final Keys keys = new Keys("/marina/");
    private ClusterStore store = open();
    private final ClusterId cluster = store.create(new NewCluster("acme", "default", Map.of(), Map.of())).id();

    private ClusterStore open() {
        ShardedStore opened = (ShardedStore) Stores.open(StoreConfig.defaults("p", "a").withShards(1).withBudgets(BUDGET, 1 << 20, Duration.ofMinutes(5)),
                storage);
        opened.awaitFirstAttempt();
        return opened;
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<Backend.Entry> log() {
        return storage.range(keys.logs(cluster).from(), keys.logs(cluster).to(), Integer.MAX_VALUE);
    }

    private long bytes() {
        return log().stream().mapToLong(entry -> entry.value().length).sum();
    }

    private void heartbeats(int count) {
        for (int i = 0; i < count; i++) {
            store.commit(put(pod(cluster, "lease"), "beat " + i + "x".repeat(1000)));
        }
    }

    private void awaitWithin(long most) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (bytes() > most) {
            assertTrue(System.nanoTime() < end, () -> "the log has " + bytes() + " bytes");
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void heartbeats_leave_no_more_log_than_the_budget() {
        heartbeats(1000);
        awaitWithin(2 * BUDGET);
        assertEquals(1000, store.image(cluster).version().value());
        store.close();
        store = open();
        assertEquals(1000, store.image(cluster).version().value(), "the newest record is the high-water mark");
        assertEquals(1001, store.commit(put(pod(cluster, "b"), "x")).version().value());
    }

    @Test
    void large_objects_whose_bytes_stood_in_the_log_only_are_kept() {
        store.commit(put(pod(cluster, "large"), "x".repeat(300_000)));
        store.commit(put(pod(cluster, "changed"), "x".repeat(300_000)));
        store.commit(put(pod(cluster, "changed"), "y".repeat(300_000)));
        heartbeats(800);
        awaitWithin(2 * BUDGET);
        store.close();
        store = open();
        for (String name : List.of("large", "changed")) {
            Stored stored = store.image(cluster).find(pod(cluster, name)).orElseThrow();
            assertFalse(stored.opaque(), name);
            assertTrue(stored.bytes().length > 300_000);
        }
        assertEquals(3, store.image(cluster).count(PODS));
    }

    @Test
    void what_an_earlier_version_left_goes_with_the_next_load() {
        store.close();
        // As it was before logs were trimmed: a store whose budget is never reached.
        store = Stores.open(StoreConfig.defaults("p", "a").withShards(1).withBudgets(1L << 40, 1 << 20, Duration.ofMinutes(5)), storage);
        ((ShardedStore) store).awaitFirstAttempt();
        heartbeats(1000);
        assertTrue(bytes() > 5 * BUDGET);
        store.close();
        store = open();
        assertEquals(1000, store.image(cluster).version().value());
        awaitWithin(2 * BUDGET);
    }
}
