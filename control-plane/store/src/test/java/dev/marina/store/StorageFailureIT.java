package dev.marina.store;

import static dev.marina.store.Objects.PODS;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.store.etcd.EtcdBackend;
import dev.marina.store.etcd.EtcdProcess;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// etcd dies, or stops answering, while somebody writes; a process dies or lets go while another one waits.
class StorageFailureIT {

    private final EtcdProcess etcd = new EtcdProcess();
    private final StoreConfig config = StoreConfig.defaults("p1", "first:1").withLease(Duration.ofSeconds(2), Duration.ofMillis(500));

    @AfterEach
    void stopEtcd() {
        etcd.close();
    }

    private ShardedStore open(StoreConfig with) {
        ShardedStore store = (ShardedStore) Stores.open(with, EtcdBackend.connect(etcd.endpoints()));
        store.awaitFirstAttempt();
        return store;
    }

    private static ClusterId newCluster(ClusterStore store) {
        return store.create(new NewCluster("acme", "default", Map.of(), Map.of())).id();
    }

    @Test
    void no_acknowledged_write_is_lost_when_etcd_is_killed_again_and_again() throws Exception {
        ConcurrentLinkedQueue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        ClusterId cluster;
        try (ClusterStore store = open(config)) {
            cluster = newCluster(store);
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = Thread.startVirtualThread(() -> {
                for (int i = 0; !stop.get(); i++) {
                    try {
                        store.commit(put(pod(cluster, "p" + i), "x"));
                        acknowledged.add(i);
                    } catch (StoreException.Unavailable | StoreException.NotOwner _) {
                        LockSupport.parkNanos(10_000_000);
                    }
                }
            });
            for (int round = 0; round < 4; round++) {
                awaitMore(acknowledged, 50);
                etcd.kill();
                etcd.start();
                long started = System.nanoTime();
                awaitMore(acknowledged, 1);
                assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(15), "the next success came late");
            }
            stop.set(true);
            writer.join();
        }
        try (ClusterStore store = open(config)) {
            ClusterImage image = store.image(cluster);
            for (Integer i : acknowledged) {
                assertTrue(image.find(pod(cluster, "p" + i)).isPresent(), "write " + i + " was acknowledged and is lost");
            }
            assertEquals(image.version().value(), image.count(PODS), "a write happened twice");
        }
    }

    private static void awaitMore(ConcurrentLinkedQueue<Integer> acknowledged, int more) {
        int enough = acknowledged.size() + more;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (acknowledged.size() < enough) {
            assertTrue(System.nanoTime() < deadline, "writes do not go on");
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void while_etcd_is_silent_reads_end_with_the_lease_and_a_late_copy_does_no_harm() throws Exception {
        try (ClusterStore store = open(config)) {
            ClusterId cluster = newCluster(store);
            store.commit(put(pod(cluster, "a"), "1"));
            EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, store.image(cluster).version());
            etcd.signal("STOP");
            CountDownLatch answered = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                store.commit(put(pod(cluster, "a"), "2"));
                answered.countDown();
            });
            assertThrows(StoreException.NotOwner.class, () -> {
                while (true) {
                    cursor.await(Duration.ofMillis(100));
                }
            });
            assertThrows(StoreException.NotOwner.class, () -> store.image(cluster));
            etcd.signal("CONT");
            assertTrue(answered.await(20, TimeUnit.SECONDS), "the write never came to an end");
            assertEquals(2, store.image(cluster).version().value());
        }
    }

    @Test
    void a_process_that_closes_hands_its_shards_over_at_once() {
        ClusterStore first = open(config.withLease(Duration.ofSeconds(60), Duration.ofSeconds(1)));
        ClusterId cluster = newCluster(first);
        first.commit(put(pod(cluster, "a"), "1"));
        try (ShardedStore second = open(secondOf(config))) {
            StoreException.NotOwner refused = assertThrows(StoreException.NotOwner.class, () -> second.image(cluster));
            assertEquals("first:1", refused.owner);
            first.close();
            awaitOwned(second, cluster);
            assertEquals(List.of("a"), second.image(cluster).list(PODS, "").map(stored -> stored.key().name()).toList());
            assertEquals(2, second.commit(put(pod(cluster, "a"), "2")).version().value());
        }
    }

    @Test
    void a_process_that_is_killed_is_replaced_after_its_lease() throws Exception {
        Process other = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                WriterMain.class.getName(), etcd.endpoints().getFirst()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = other.inputReader()) {
            ClusterId cluster = new ClusterId(lines.readLine());
            follow(other, lines, cluster);
        } finally {
            other.destroyForcibly();
        }
    }

    private void follow(Process other, BufferedReader lines, ClusterId cluster) throws Exception {
        try (ShardedStore second = open(secondOf(config))) {
            int last = 0;
            while (last < 200) {
                last = Integer.parseInt(lines.readLine());
            }
            assertThrows(StoreException.NotOwner.class, () -> second.image(cluster));
            // Not by the Process, which would close what it said last.
            other.toHandle().destroyForcibly();
            other.waitFor();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.isEmpty() ? last : Integer.parseInt(line);
            }
            long killed = System.nanoTime();
            awaitOwned(second, cluster);
            assertTrue(System.nanoTime() - killed < TimeUnit.SECONDS.toNanos(10), "the takeover took long");
            ClusterImage image = second.image(cluster);
            for (int i = 1; i <= last; i++) {
                assertTrue(image.find(pod(cluster, "p" + i)).isPresent(), "write " + i + " was acknowledged and is lost");
            }
        }
    }

    /// Another process: creates a cluster, says its id, and after each write that is acknowledged its number.
    static final class WriterMain {
        public static void main(String[] arguments) {
            ShardedStore store = (ShardedStore) Stores.etcd(StoreConfig.defaults("p1", "first:1")
                    .withLease(Duration.ofSeconds(2), Duration.ofMillis(500)), List.of(arguments[0]));
            store.awaitFirstAttempt();
            ClusterId cluster = newCluster(store);
            System.out.println(cluster);
            for (int i = 1; i < 1_000_000; i++) {
                store.commit(put(pod(cluster, "p" + i), "x"));
                System.out.println(i);
            }
        }
    }

    private StoreConfig secondOf(StoreConfig first) {
        return StoreConfig.defaults("p2", "second:1").withLease(first.lease(), first.margin());
    }

    private static void awaitOwned(ClusterStore store, ClusterId cluster) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                store.image(cluster);
                return;
            } catch (StoreException.NotOwner e) {
                assertTrue(System.nanoTime() < deadline, "the shard was not taken over");
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
