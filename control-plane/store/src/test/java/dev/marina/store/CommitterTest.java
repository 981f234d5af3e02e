package dev.marina.store;

import static dev.marina.store.Objects.PODS;
import static dev.marina.store.Objects.create;
import static dev.marina.store.Objects.delete;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backend.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One shard, stepped by hand, over a storage that refuses what the test says.
class CommitterTest {

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryBackend storage = new MemoryBackend();
    private final Refusing refusing = new Refusing(storage);
    private final StoreConfig config = StoreConfig.defaults("p", "a").withShards(1).withBudgets(20_000, 20_000, Duration.ofMinutes(5));
    private final ShardedStore store = open();
    private ClusterId cluster;

    private ShardedStore open() {
        return open(1);
    }

    /// @param seed which process it is
    private ShardedStore open(long seed) {
        return new ShardedStore(config, refusing, Clock.systemUTC(), nanos::get, new Random(seed), new Background() {
            @Override
            void run(String what, Runnable task) {
                // Nothing is loaded unless it is asked for.
            }
        }, Optional.empty());
    }

    /// Refuses transactions that touch a key with "poison" in it, as etcd refuses what is too large.
    private static final class Refusing extends DelegatingBackend {
        int transactions;

        Refusing(MemoryBackend storage) {
            super(storage);
        }

        @Override
        public boolean apply(Transaction transaction) {
            transactions++;
            for (Transaction.Operation operation : transaction.operations()) {
                if (operation instanceof Transaction.Put(byte[] key, byte[] _) && new String(key, StandardCharsets.UTF_8).contains("poison")) {
                    throw new BackendException.Refused("etcdserver: request is too large", null);
                }
            }
            return storage.apply(transaction);
        }
    }

    @BeforeEach
    void createCluster() throws Exception {
        step();
        Pending.OfRecord creation = store.submit(new NewCluster("acme", "default", Map.of(), Map.of()));
        step();
        cluster = creation.handle.id();
    }

    private void step() throws InterruptedException {
        store.shards().getFirst().step(0);
    }

    @Test
    void what_gathers_while_nobody_looks_is_one_transaction() throws Exception {
        int before = refusing.transactions;
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(store.submit(create(pod(cluster, "p" + i), "x")));
        }
        step();
        assertEquals(before + 1, refusing.transactions);
        assertTrue(answers.stream().allMatch(CompletableFuture::isDone));
        assertEquals(100, store.image(cluster).count(PODS));
    }

    @Test
    void a_cluster_and_what_it_begins_with_are_one_transaction_and_one_arrival() throws Exception {
        List<String> told = new ArrayList<>();
        store.shards().getFirst().clusters().addConsumer(new FeedConsumer() {
            @Override
            public void loaded(ClusterImage image) {
                told.add(image.cluster() + " with " + image.objects());
            }

            @Override
            public void changed(ClusterImage image, List<StoreEvent> events) {
                told.add("changed");
            }

            @Override
            public void dropped(ClusterId gone) {
                told.add("dropped");
            }
        });
        told.clear();
        int before = refusing.transactions;
        Pending.OfRecord creation = store.submit(Objects.begunWith("globex", "a", "b"));
        step();
        creation.answer.get();
        assertEquals(before + 1, refusing.transactions);
        assertEquals(List.of(creation.handle.id() + " with 2"), told);
        assertEquals(2, store.image(creation.handle.id()).version().value());
    }

    @Test
    void a_cluster_whose_beginning_cannot_be_written_is_not_there_at_all() throws Exception {
        List<Backend.Entry> before = storage.range(new byte[0], new byte[] {(byte) 0xff}, 10_000);
        Pending.OfRecord creation = store.submit(Objects.begunWith("globex", "a", "poison"));
        step();
        assertInstanceOf(StoreException.Unavailable.class, creation.answer.exceptionNow());
        assertEquals(Optional.empty(), store.find("globex", "default"));
        assertEquals(before.size(), storage.range(new byte[0], new byte[] {(byte) 0xff}, 10_000).size());

        Pending.OfRecord again = store.submit(Objects.begunWith("globex", "a"));
        step();
        again.answer.get();
        assertEquals(1, store.image(again.handle.id()).count(PODS));
    }

    @Test
    void a_refused_batch_is_split_until_the_culprit_stands_alone() throws Exception {
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            answers.add(store.submit(create(pod(cluster, i == 5 ? "poison" : "p" + i), "x")));
        }
        step();
        for (int i = 0; i < 9; i++) {
            if (i == 5) {
                assertInstanceOf(StoreException.TooLarge.class, answers.get(i).exceptionNow());
            } else {
                answers.get(i).get();
            }
        }
        assertEquals(8, store.image(cluster).version().value());
        assertEquals(8, store.image(cluster).count(PODS));
    }

    @Test
    void two_clusters_of_one_name_cannot_both_be_made() throws Exception {
        Pending.OfRecord one = store.submit(new NewCluster("globex", "default", Map.of(), Map.of()));
        Pending.OfRecord two = store.submit(new NewCluster("globex", "default", Map.of(), Map.of()));
        step();
        step();
        one.answer.get();
        assertInstanceOf(StoreException.AlreadyExists.class, two.answer.exceptionNow());
    }

    @Test
    void a_watcher_that_is_too_slow_falls_out_of_the_window_and_others_stay() throws Exception {
        EventCursor slow = store.watch(cluster, PODS, WatchFilter.EVERYTHING, ResourceVersion.NONE);
        EventCursor fast = store.watch(cluster, PODS, WatchFilter.EVERYTHING, ResourceVersion.NONE);
        long seen = 0;
        for (int i = 0; i < 100; i++) {
            store.submit(put(pod(cluster, "a"), "x".repeat(500) + i));
            step();
            seen += fast.await(Duration.ZERO).size();
        }
        assertEquals(100, seen);
        assertThrows(StoreException.Expired.class, () -> slow.await(Duration.ZERO));
        assertThrows(StoreException.Expired.class, () -> store.watch(cluster, PODS, WatchFilter.EVERYTHING, new ResourceVersion(1)));
        assertThrows(StoreException.Expired.class, () -> store.imageAt(cluster, new ResourceVersion(1)));
    }

    @Test
    void a_damaged_value_is_an_entry_that_can_be_named_and_deleted_and_nothing_else_suffers() throws Exception {
        store.submit(create(pod(cluster, "a"), "x"));
        store.submit(create(pod(cluster, "b"), "x"));
        step();
        storage.apply(new Transaction(List.of(), List.of(new Transaction.Put(new Keys("/marina/").object(pod(cluster, "a")), new byte[] {9, 9, 9}))));
        ShardedStore later = open();
        later.shards().getFirst().step(0);
        var handle = later.shards().getFirst().clusterForTests(cluster);
        later.shards().getFirst().loading(handle);
        later.shards().getFirst().step(0);
        assertTrue(later.image(cluster).find(pod(cluster, "a")).orElseThrow().opaque());
        assertEquals(2, later.image(cluster).count(PODS));
        var deleted = later.submit(delete(pod(cluster, "a")));
        later.shards().getFirst().step(0);
        assertEquals(3, deleted.get().version().value());
        assertEquals(1, later.image(cluster).count(PODS));
    }

    @Test
    void what_owns_and_is_owned_is_found_without_looking_at_everything() throws Exception {
        store.submit(put(pod(cluster, "a"), "x", Objects.ownedBy("u-a", "rs-1")));
        store.submit(put(pod(cluster, "b"), "x", Objects.ownedBy("u-b", "rs-2")));
        store.submit(put(pod(cluster, "c"), "x", Objects.onNode("u-c", "n1")));
        step();
        store.submit(put(pod(cluster, "b"), "y", Objects.ownedBy("u-b", "rs-1")));
        step();
        ClusterImage image = store.image(cluster);
        assertEquals(List.of("a", "b"), image.ownedBy("rs-1").map(stored -> stored.key().name()).toList());
        assertEquals(List.of(), image.ownedBy("rs-2").toList());
        assertEquals(List.of("c"), image.listByField(PODS, "default", "spec.nodeName", "n1").map(stored -> stored.key().name()).toList());
    }

    @Test
    void a_cluster_may_end_in_the_batch_of_its_first_write_and_the_shard_goes_on() throws Exception {
        Pending.OfRecord other = store.submit(new NewCluster("globex", "default", Map.of(), Map.of()));
        step();
        long epoch = store.shards().getFirst().epoch();
        var first = store.submit(create(pod(cluster, "a"), "x"));
        ClusterHandle handle = store.shards().getFirst().clusterForTests(cluster);
        var ended = new Deletion(handle, storage, new Keys("/marina/"), new RecordCodec(Optional.empty()), Optional.empty()).mark();
        var witness = store.submit(create(pod(other.handle.id(), "b"), "x"));
        step();
        assertEquals(1, first.get().version().value());
        ended.answer.get();
        assertEquals(1, witness.get().version().value());
        assertTrue(store.shards().getFirst().serving());
        assertEquals(epoch, store.shards().getFirst().epoch());
    }

    @Test
    void a_write_that_cannot_be_planned_fails_alone() throws Exception {
        var before = store.submit(create(pod(cluster, "a"), "x"));
        Pending.OfRecord bug = new Pending.OfRecord(store.shards().getFirst().clusterForTests(cluster), "bug", 1, 1, () -> {
            throw new IllegalStateException("a bug");
        });
        store.shards().getFirst().submit(bug);
        var after = store.submit(create(pod(cluster, "b"), "x"));
        step();
        assertEquals(1, before.get().version().value());
        assertEquals(2, after.get().version().value());
        assertTrue(bug.answer.isCompletedExceptionally());
        assertTrue(store.shards().getFirst().serving());
    }

    @Test
    void a_cluster_that_is_being_deleted_does_not_come_back_by_a_load_that_was_under_way() throws Exception {
        store.submit(create(pod(cluster, "a"), "x"));
        step();
        ShardedStore later = open();
        later.shards().getFirst().step(0);
        ClusterHandle handle = later.shards().getFirst().clusterForTests(cluster);
        var loading = later.shards().getFirst().loading(handle);
        // The load has read and waits to be installed; the mark lands first.
        RecordCodec.Entry marked = handle.entry().with(new ClusterRecord(cluster, "acme", "default", ClusterRecord.State.DELETING, 0,
                handle.record().created(), Map.of(), Map.of()));
        handle.replace(marked);
        later.shards().getFirst().step(0);
        assertTrue(loading.isCompletedExceptionally());
        assertEquals(0, later.awake());
    }

    @Test
    void who_follows_the_feed_is_told_of_every_cluster_that_leaves_with_its_shard() throws Exception {
        List<ClusterId> left = new ArrayList<>();
        store.shards().getFirst().clusters().addConsumer(new FeedConsumer() {
            @Override
            public void loaded(ClusterImage image) {}

            @Override
            public void changed(ClusterImage image, List<StoreEvent> events) {}

            @Override
            public void dropped(ClusterId dropped) {
                left.add(dropped);
            }
        });
        // Another life of the same process takes the shard.
        ShardedStore later = open(2);
        later.shards().getFirst().step(0);
        assertTrue(later.shards().getFirst().serving());
        var refused = store.submit(create(pod(cluster, "a"), "x"));
        step();
        assertTrue(refused.isCompletedExceptionally());
        assertEquals(List.of(cluster), left);
    }
}
