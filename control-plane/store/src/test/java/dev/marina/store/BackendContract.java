package dev.marina.store;

import static dev.marina.store.Objects.PODS;
import static dev.marina.store.Objects.create;
import static dev.marina.store.Objects.delete;
import static dev.marina.store.Objects.fields;
import static dev.marina.store.Objects.namespace;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static dev.marina.store.Objects.text;
import static dev.marina.store.Objects.version;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Backend;
import dev.marina.store.seal.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the store promises over every backend.
abstract class BackendContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    /// A new connection to one and the same storage, empty before each test's first.
    abstract Backend connect();

    /// The same promises hold for sealed objects.
    Optional<Sealing> sealing() {
        return Optional.empty();
    }

    private StoreConfig config;
    ClusterStore store;
    ClusterId cluster;

    @BeforeEach
    void open() {
        config = StoreConfig.defaults("p1", "here:1").withPrefix("/test-" + System.nanoTime() + "/");
        store = reopened(config);
        cluster = newCluster("acme", "default");
    }

    @AfterEach
    void close() {
        store.close();
    }

    ClusterStore reopened(StoreConfig with) {
        ShardedStore opened = (ShardedStore) Stores.open(with, connect(), Clock.systemUTC(), sealing());
        opened.awaitFirstAttempt();
        return opened;
    }

    private ClusterId newCluster(String tenant, String name) {
        return store.create(new NewCluster(tenant, name, Map.of("ca", new byte[] {1, 2}), Map.of("size", "small"))).id();
    }

    private void reopen() {
        store.close();
        store = reopened(config);
    }

    @Test
    void a_committed_object_is_in_the_image_with_its_version_origin_and_time() {
        Instant before = Instant.now().minusSeconds(1);
        Committed committed = store.commit(create(pod(cluster, "a"), "x"));

        Stored stored = store.image(cluster).find(pod(cluster, "a")).orElseThrow();
        assertEquals(version(1), committed.version());
        assertEquals(version(1), stored.version());
        assertEquals("{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"},\"data\":\"x\"}", text(stored));
        assertEquals(Objects.ANNA, stored.origin());
        assertTrue(stored.changed().isAfter(before));
        assertEquals(Optional.of(stored), committed.results().getFirst());
    }

    @Test
    void a_cluster_begins_with_its_objects_and_has_them_after_a_restart() {
        ClusterId begun = store.create(Objects.begunWith("globex", "a", "b")).id();
        assertEquals(List.of("1", "2"), store.image(begun).list(PODS, "default").map(stored -> stored.version().toString()).toList());
        assertEquals(Optional.of(Objects.ANNA), store.origin(begun, version(2)));
        List<PastChange> past = new ArrayList<>();
        store.past(begun, past::add);
        assertEquals(List.of(version(2), version(1)), past.stream().map(PastChange::version).toList());

        assertEquals(version(3), store.commit(create(pod(begun, "c"), "x")).version());
        reopen();
        assertEquals(List.of("a", "b", "c"), store.image(begun).list(PODS, "default").map(stored -> stored.key().name()).toList());
        assertEquals(version(3), store.image(begun).version());
    }

    @Test
    void a_cluster_that_has_just_begun_is_watched_from_there_and_not_from_before() throws Exception {
        ClusterId begun = store.create(Objects.begunWith("globex", "a", "b")).id();
        assertThrows(StoreException.Expired.class, () -> store.watch(begun, PODS, WatchFilter.EVERYTHING, version(1)));
        try (EventCursor cursor = store.watch(begun, PODS, WatchFilter.EVERYTHING, version(2))) {
            store.commit(create(pod(begun, "c"), "x"));
            assertEquals(List.of(version(3)), cursor.await(Duration.ofSeconds(10)).stream().map(StoreEvent::version).toList());
        }
    }

    @Test
    void creating_what_exists_is_refused_and_changes_nothing() {
        store.commit(create(pod(cluster, "a"), "x"));
        assertThrows(StoreException.AlreadyExists.class, () -> store.commit(create(pod(cluster, "a"), "y")));
        assertEquals(version(1), store.image(cluster).version());
    }

    @Test
    void a_write_under_an_old_version_conflicts() {
        ObjectKey key = pod(cluster, "a");
        store.commit(create(key, "x"));
        store.commit(put(key, "y", new Mutation.VersionIs(key, version(1))));
        assertThrows(StoreException.Conflict.class, () -> store.commit(put(key, "z", new Mutation.VersionIs(key, version(1)))));
        assertThrows(StoreException.NotFound.class,
                () -> store.commit(put(pod(cluster, "b"), "z", new Mutation.VersionIs(pod(cluster, "b"), version(1)))));
    }

    @Test
    void nothing_is_written_beside_an_object_that_is_going() {
        ObjectKey key = pod(cluster, "a");
        ObjectKey other = pod(cluster, "b");
        store.commit(create(key, "x"));
        store.commit(put(other, "y", new Mutation.Lives(key, "uid-a")));
        assertThrows(StoreException.Conflict.class, () -> store.commit(put(other, "z", new Mutation.Lives(key, "other"))));
        store.commit(put(key, "going", new Fields("uid-a", Map.of(), Map.of(), Set.of(), Set.of(), true)));
        assertThrows(StoreException.Conflict.class, () -> store.commit(put(other, "z", new Mutation.Lives(key, "uid-a"))));
        store.commit(delete(key));
        assertThrows(StoreException.NotFound.class, () -> store.commit(put(other, "z", new Mutation.Lives(key, "uid-a"))));
    }

    @Test
    void an_object_with_another_uid_is_not_deleted() {
        ObjectKey key = pod(cluster, "a");
        store.commit(create(key, "x"));
        assertThrows(StoreException.Conflict.class, () -> store.commit(delete(key, new Mutation.Exists(key, "other"))));
        store.commit(delete(key, new Mutation.Exists(key, "uid-a")));
        assertThrows(StoreException.NotFound.class, () -> store.commit(delete(key, new Mutation.Exists(key, ""))));
    }

    @Test
    void bytes_that_do_not_change_make_no_version() {
        store.commit(create(pod(cluster, "a"), "x"));
        Committed again = store.commit(put(pod(cluster, "a"), "x"));
        assertEquals(version(1), again.version());
        assertEquals(version(1), again.results().getFirst().orElseThrow().version());
    }

    @Test
    void a_mutation_of_several_writes_happens_as_a_whole_or_not_at_all() {
        ObjectKey a = pod(cluster, "a");
        ObjectKey b = pod(cluster, "b");
        store.commit(put(b, "x", Objects.claiming("uid-b", "nodePort/TCP/30080")));
        Mutation both = Objects.mutation(cluster, List.of(
                new Mutation.Put(a, Objects.encoded(a, "1"), fields("uid-a")),
                new Mutation.Put(pod(cluster, "c"), Objects.encoded(pod(cluster, "c"), "1"), Objects.claiming("uid-c", "nodePort/TCP/30080"))));
        assertThrows(StoreException.Claimed.class, () -> store.commit(both));
        assertEquals(version(1), store.image(cluster).version());
        assertTrue(store.image(cluster).find(a).isEmpty());

        store.commit(delete(b));
        Committed committed = store.commit(both);
        assertEquals(List.of(version(3), version(4)), committed.results().stream().map(result -> result.orElseThrow().version()).toList());
    }

    @Test
    void a_namespace_must_be_there_and_not_terminating() {
        ObjectKey key = pod(cluster, "a");
        Mutation.Predicate active = new Mutation.NamespaceActive("default");
        assertFalse(assertThrows(StoreException.NamespaceNotActive.class, () -> store.commit(put(key, "x", active))).exists);
        store.commit(create(namespace(cluster, "default"), "x"));
        store.commit(put(key, "x", active));
        store.commit(put(namespace(cluster, "default"), "y", new Fields("u", Map.of(), Map.of(), Set.of(), Set.of(), true)));
        assertTrue(assertThrows(StoreException.NamespaceNotActive.class, () -> store.commit(put(key, "y", active))).exists);
    }

    @Test
    void everything_is_there_again_after_a_restart() {
        store.commit(create(pod(cluster, "a"), "x"));
        store.commit(put(pod(cluster, "b"), "y", Objects.onNode("uid-b", "n1")));
        store.commit(delete(pod(cluster, "a")));
        Stored before = store.image(cluster).find(pod(cluster, "b")).orElseThrow();
        reopen();

        ClusterRecord record = store.find("acme", "default").orElseThrow();
        assertEquals(cluster, record.id());
        assertArrayEquals(new byte[] {1, 2}, record.secrets().get("ca"));
        ClusterImage image = store.image(cluster);
        assertEquals(version(3), image.version());
        Stored after = image.find(pod(cluster, "b")).orElseThrow();
        assertEquals(text(before), text(after));
        assertEquals(before.fields(), after.fields());
        assertEquals(before.origin(), after.origin());
        assertEquals(List.of(after.key()), image.listByField(PODS, "", "spec.nodeName", "n1").map(Stored::key).toList());
        assertEquals(version(4), store.commit(create(pod(cluster, "c"), "z")).version());
    }

    @Test
    void an_object_of_a_megabyte_is_stored_and_read_back_and_a_larger_one_is_refused() {
        String large = "x".repeat(1 << 20);
        store.commit(create(pod(cluster, "large"), large));
        assertThrows(StoreException.TooLarge.class, () -> store.commit(create(pod(cluster, "larger"), "x".repeat(2 << 20))));
        reopen();
        Stored stored = store.image(cluster).find(pod(cluster, "large")).orElseThrow();
        assertFalse(stored.opaque());
        assertTrue(text(stored).contains(large));
        assertEquals(1, store.image(cluster).count(PODS));
    }

    @Test
    void a_watcher_sees_every_event_once_and_in_order() throws Exception {
        store.commit(create(pod(cluster, "a"), "1"));
        try (EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, version(1))) {
            store.commit(create(namespace(cluster, "other"), "1"));
            store.commit(put(pod(cluster, "a"), "2"));
            store.commit(delete(pod(cluster, "a")));
            List<StoreEvent> events = take(cursor, 2);
            assertEquals(List.of(version(3), version(4)), events.stream().map(StoreEvent::version).toList());
            assertEquals("1", text(events.get(0).previous().orElseThrow()).replaceAll(".*data\":\"|\".*", ""));
            assertTrue(events.get(1).deletion());
            assertEquals(version(4), cursor.position());
        }
    }

    @Test
    void a_cursor_yields_only_what_concerns_its_node_and_moves_on_past_the_rest() throws Exception {
        try (EventCursor cursor = store.watch(cluster, PODS, new WatchFilter("", "spec.nodeName", "n1"), ResourceVersion.NONE)) {
            store.commit(put(pod(cluster, "a"), "1", Objects.onNode("a", "n1")));
            store.commit(put(pod(cluster, "b"), "1", Objects.onNode("b", "n2")));
            store.commit(put(pod(cluster, "a"), "2", Objects.onNode("a", "n2")));
            store.commit(put(pod(cluster, "a"), "3", Objects.onNode("a", "n2")));
            assertEquals(List.of(version(1), version(3)), take(cursor, 2).stream().map(StoreEvent::version).toList());
            assertEquals(List.of(), cursor.await(Duration.ZERO));
            assertEquals(version(4), cursor.position());
        }
    }

    @Test
    void a_watcher_goes_on_after_a_restart_where_it_was() throws Exception {
        store.commit(create(pod(cluster, "a"), "1"));
        store.commit(put(pod(cluster, "a"), "2"));
        store.commit(delete(pod(cluster, "a")));
        reopen();
        try (EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, version(1))) {
            List<StoreEvent> events = take(cursor, 2);
            assertEquals(List.of(version(2), version(3)), events.stream().map(StoreEvent::version).toList());
            assertTrue(text(events.get(1).previous().orElseThrow()).contains("data\":\"2\""));
            store.commit(create(pod(cluster, "a"), "4"));
            assertEquals(version(4), take(cursor, 1).getFirst().version());
        }
    }

    static List<StoreEvent> take(EventCursor cursor, int count) throws InterruptedException {
        List<StoreEvent> events = new ArrayList<>();
        while (events.size() < count) {
            List<StoreEvent> more = cursor.await(SOON);
            assertFalse(more.isEmpty(), "only " + events + " came");
            events.addAll(more);
        }
        return events;
    }

    @Test
    void a_watch_from_the_future_is_refused() {
        assertThrows(StoreException.TooNew.class, () -> store.watch(cluster, PODS, WatchFilter.EVERYTHING, version(7)));
        assertThrows(StoreException.TooNew.class, () -> store.imageAt(cluster, version(7)));
    }

    @Test
    void older_images_are_kept_as_they_were() {
        store.commit(create(pod(cluster, "a"), "1"));
        store.commit(create(pod(cluster, "b"), "1"));
        store.commit(delete(pod(cluster, "a")));
        assertEquals(List.of("a", "b"), store.imageAt(cluster, version(2)).list(PODS, "default").map(stored -> stored.key().name()).toList());
        assertEquals(List.of("b"), store.image(cluster).list(PODS, "").map(stored -> stored.key().name()).toList());
    }

    @Test
    void two_clusters_with_the_same_names_have_nothing_in_common() throws Exception {
        ClusterId other = newCluster("globex", "default");
        store.commit(create(pod(cluster, "a"), "acme"));
        assertEquals(version(0), store.image(other).version());
        try (EventCursor cursor = store.watch(other, PODS, WatchFilter.EVERYTHING, version(0))) {
            store.commit(put(pod(cluster, "a"), "acme again"));
            store.commit(create(pod(other, "a"), "globex"));
            List<StoreEvent> events = take(cursor, 1);
            assertEquals(1, events.size());
            assertEquals(other, events.getFirst().key().cluster());
        }
        assertEquals(version(1), store.image(other).version());
        assertThrows(IllegalArgumentException.class, () -> store.commit(Objects.mutation(other, List.of(new Mutation.Delete(pod(cluster, "a"))))));
        store.delete(other);
        reopen();
        assertEquals(version(2), store.image(cluster).version());
        assertEquals(List.of(cluster), store.records().map(ClusterRecord::id).toList());
    }

    @Test
    void a_name_is_taken_once_until_its_cluster_is_deleted() {
        assertThrows(StoreException.AlreadyExists.class, () -> newCluster("acme", "default"));
        store.delete(cluster);
        assertThrows(StoreException.NoSuchCluster.class, () -> store.image(cluster));
        assertThrows(StoreException.NoSuchCluster.class, () -> store.commit(create(pod(cluster, "a"), "x")));
        ClusterId next = newCluster("acme", "default");
        assertFalse(next.equals(cluster));
    }

    @Test
    void a_deleted_cluster_leaves_no_key_behind_and_ends_its_watches() throws Exception {
        for (int i = 0; i < 30; i++) {
            store.commit(create(pod(cluster, "p" + i), "x"));
        }
        EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, version(30));
        store.delete(cluster);
        store.delete(cluster);
        assertThrows(StoreException.NoSuchCluster.class, () -> cursor.await(SOON));
        try (Backend look = connect()) {
            List<String> left = look.keys((config.prefix()).getBytes(), (config.prefix() + "~").getBytes(), 1000).stream()
                    .map(String::new).filter(key -> key.contains(cluster.value()) || key.contains("acme")).toList();
            assertEquals(List.of(), left);
        }
    }

    @Test
    void settings_of_a_record_change_by_comparison() {
        ClusterRecord record = store.find(cluster).orElseThrow();
        ClusterRecord larger = new ClusterRecord(record.id(), record.tenant(), record.name(), record.state(), record.shard(), record.created(),
                record.secrets(), Map.of("size", "large"));
        store.update(record, larger);
        assertThrows(StoreException.Conflict.class, () -> store.update(record, larger));
        reopen();
        assertEquals(Map.of("size", "large"), store.find(cluster).orElseThrow().settings());
    }

    @Test
    void the_feed_tells_of_loaded_clusters_and_of_every_change() throws Exception {
        store.commit(create(pod(cluster, "a"), "1"));
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (AutoCloseable _ = store.feed(new FeedConsumer() {
            @Override
            public void loaded(ClusterImage image) {
                told.add("loaded " + image.version());
            }

            @Override
            public void changed(ClusterImage image, List<StoreEvent> events) {
                events.forEach(event -> told.add("changed " + event.key().name() + " " + event.version() + " of " + image.version()));
            }

            @Override
            public void dropped(ClusterId dropped) {
                told.add("dropped");
            }
        })) {
            assertEquals("loaded 1", told.poll(5, TimeUnit.SECONDS));
            store.commit(put(pod(cluster, "a"), "2"));
            assertEquals("changed a 2 of 2", told.poll(5, TimeUnit.SECONDS));
            store.delete(cluster);
            assertEquals("dropped", told.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_writer_under_another_epoch_is_refused() {
        long epoch = store.epoch(cluster);
        ObjectKey key = pod(cluster, "a");
        Mutation.Write write = new Mutation.Put(key, Objects.encoded(key, "1"), fields("u"));
        store.commit(new Mutation(cluster, Objects.ANNA, List.of(write), List.of(), OptionalLong.of(epoch)));
        assertThrows(StoreException.NotOwner.class, () -> store.commit(
                new Mutation(cluster, Objects.ANNA, List.of(new Mutation.Delete(key)), List.of(), OptionalLong.of(epoch - 1))));
    }

    @Test
    void many_writers_at_once_lose_nothing_and_share_versions_without_gaps() throws Exception {
        int writers = 16;
        int each = 25;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
                EventCursor cursor = store.watch(cluster, PODS, WatchFilter.EVERYTHING, ResourceVersion.NONE)) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String name = "w" + writer;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        store.commit(put(pod(cluster, name), "round " + i));
                        store.commit(put(pod(cluster, "shared"), name + " in round " + i));
                    }
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
            List<StoreEvent> events = take(cursor, writers * each * 2);
            for (int i = 0; i < events.size(); i++) {
                assertEquals(i + 1, events.get(i).version().value());
            }
        }
        reopen();
        assertEquals(writers * each * 2, store.image(cluster).version().value());
        assertEquals(writers + 1, store.image(cluster).count(PODS));
    }
}
