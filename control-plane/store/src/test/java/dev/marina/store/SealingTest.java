package dev.marina.store;

import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.store.backend.Backend;
import dev.marina.store.backend.MemoryBackend;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Keyring;
import dev.marina.store.seal.Sealing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What lies in the backend of Secrets and of clusters' own keys: nothing that anybody can read there.
class SealingTest {

    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final String CANARY = "canary-that-nobody-may-find";
    private static final byte[] EVERYTHING = {0};
    private static final byte[] END = {(byte) 0xff};

    private final MemoryBackend storage = new MemoryBackend();
    private final TestKeys keys = new TestKeys();
    private final List<ClusterStore> opened = new ArrayList<>();

    private ClusterStore open(boolean sealed) {
        return open(sealed ? Optional.of(new Sealing(keys, Sealing.SECRETS)) : Optional.empty());
    }

    private ClusterStore open(Optional<Sealing> sealing) {
        ShardedStore store = (ShardedStore) Stores.open(StoreConfig.defaults("p", "a").withShards(1), storage, Clock.systemUTC(), sealing);
        store.awaitFirstAttempt();
        opened.add(store);
        return store;
    }

    @AfterEach
    void close() {
        opened.forEach(ClusterStore::close);
    }

    private static ObjectKey secret(ClusterId cluster, String name) {
        return new ObjectKey(cluster, SECRETS, "default", name);
    }

    private static ClusterId create(ClusterStore store) {
        return store.create(new NewCluster("acme", "default", Map.of("ca-key", CANARY.getBytes(StandardCharsets.UTF_8)), Map.of())).id();
    }

    private static void write(ClusterStore store, ClusterId cluster) {
        store.commit(put(secret(cluster, "a"), CANARY));
        store.commit(put(secret(cluster, "large"), CANARY + "x".repeat(300_000)));
        store.commit(put(secret(cluster, "gone"), CANARY));
        store.commit(Objects.delete(secret(cluster, "gone")));
        store.commit(put(pod(cluster, "p"), "in the clear"));
    }

    private List<String> placesOf(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        List<String> places = new ArrayList<>();
        for (Backend.Entry entry : storage.range(EVERYTHING, END, Integer.MAX_VALUE)) {
            if (contains(entry.value(), wanted) || contains(entry.key(), wanted)) {
                places.add(new String(entry.key(), StandardCharsets.UTF_8));
            }
        }
        return places;
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private RecordCodec.Entry record(ClusterId cluster) {
        return new RecordCodec(Optional.of(new Sealing(keys, Sealing.SECRETS))).read(cluster, storage.get(new Keys("/marina/").record(cluster)).orElseThrow());
    }

    private static ClusterHandle handle(ClusterStore store, ClusterId cluster) {
        return ((ShardedStore) store).shards().getFirst().clusterForTests(cluster);
    }

    private static void readable(ClusterStore store, ClusterId cluster) {
        ClusterImage image = store.image(cluster);
        for (String name : List.of("a", "large")) {
            Stored stored = image.find(secret(cluster, name)).orElseThrow();
            assertFalse(stored.opaque(), name);
            assertTrue(Objects.text(stored).contains(CANARY) && Objects.text(stored).contains("\"resourceVersion\":\"" + stored.version() + "\""), name);
        }
        assertEquals(CANARY, new String(store.find(cluster).orElseThrow().secrets().get("ca-key"), StandardCharsets.UTF_8));
    }

    @Test
    void no_secret_and_no_key_of_a_cluster_can_be_found_in_the_backend() {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        write(store, cluster);
        assertEquals(List.of(), placesOf(CANARY));
        assertEquals(2, placesOf("in the clear").size(), "other types lie there as they are, once as an object and once in the log");
        readable(store, cluster);
        store.close();
        readable(open(true), cluster);
    }

    @Test
    void without_sealing_it_would_be_found() {
        ClusterStore store = open(false);
        write(store, create(store));
        assertTrue(placesOf(CANARY).size() > 4);
    }

    @Test
    void what_lies_there_in_clear_is_sealed_by_the_first_start_that_seals() {
        ClusterStore old = open(false);
        ClusterId cluster = create(old);
        write(old, cluster);
        old.close();
        ClusterStore store = open(true);
        await("everything is sealed", () -> record(cluster).keyring().settled(keys.current()));
        assertEquals(List.of(), placesOf(CANARY));
        readable(store, cluster);
        store.close();
        readable(open(true), cluster);
    }

    @Test
    void a_new_wrapping_key_brings_a_new_data_key_under_which_everything_is_sealed_while_writes_go_on() throws Exception {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        write(store, cluster);
        Keyring before = record(cluster).keyring();
        Thread writer = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 300; i++) {
                store.commit(put(secret(cluster, "busy-" + i % 7), CANARY + i));
            }
        });
        String old = keys.file.current();
        String rotated = keys.file.addCurrent();
        await("everything is under the new key", () -> record(cluster).keyring().settled(rotated));
        writer.join();
        keys.file.keepOnly(Set.of(rotated));
        assertFalse(keys.file.ids().contains(old));
        assertEquals(List.of(), placesOf(CANARY));
        readable(store, cluster);
        store.close();
        ClusterStore later = open(true);
        readable(later, cluster);
        try (var secrets = later.image(cluster).list(SECRETS, "")) {
            assertTrue(secrets.noneMatch(Stored::opaque));
        }
        // what the old data key sealed is nowhere any more
        for (Backend.Entry entry : storage.range(new Keys("/marina/").objects(cluster, SECRETS).from(), new Keys("/marina/").objects(cluster, SECRETS).to(),
                100)) {
            ObjectKey key = new Keys("/marina/").object(cluster, entry.key()).orElseThrow();
            if (ValueCodec.reference(entry.value()).isEmpty()) {
                assertTrue(ValueCodec.read(key, entry.value(), text -> text, before).opaque(), key.toString());
            }
        }
    }

    @Test
    void a_rotation_that_was_killed_half_way_is_finished_by_the_next_owner() {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        write(store, cluster);
        store.close();
        // Killed after the record got its new key, before anything was sealed by it.
        String rotated = keys.file.addCurrent();
        RecordCodec codec = new RecordCodec(Optional.of(new Sealing(keys, Sealing.SECRETS)));
        RecordCodec.Entry half = record(cluster).with(record(cluster).keyring().renewed(keys, cluster.value()));
        storage.apply(new Transaction(List.of(), List.of(new Transaction.Put(new Keys("/marina/").record(cluster), codec.bytes(half)))));
        assertEquals(2, record(cluster).keyring().keys().size());
        ClusterStore later = open(true);
        await("the rotation is finished", () -> record(cluster).keyring().settled(rotated));
        readable(later, cluster);
    }

    @Test
    void a_sealed_value_can_be_opened_at_its_own_place_only() {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        store.commit(put(secret(cluster, "a"), CANARY));
        store.commit(put(secret(cluster, "b"), "harmless"));
        store.close();
        Keys places = new Keys("/marina/");
        byte[] stolen = storage.get(places.object(secret(cluster, "a"))).orElseThrow();
        storage.apply(new Transaction(List.of(), List.of(new Transaction.Put(places.object(secret(cluster, "b")), stolen))));
        ClusterStore later = open(true);
        assertTrue(later.image(cluster).find(secret(cluster, "b")).orElseThrow().opaque());
        assertFalse(later.image(cluster).find(secret(cluster, "a")).orElseThrow().opaque());
    }

    @Test
    void a_deleted_cluster_loses_its_key_before_its_data() {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        write(store, cluster);
        Pending.OfRecord mark = new Deletion(handle(store, cluster), storage, new Keys("/marina/"),
                new RecordCodec(Optional.of(new Sealing(keys, Sealing.SECRETS))), Optional.empty()).mark();
        mark.answer.join();
        assertEquals(Keyring.NONE.keys(), record(cluster).keyring().keys());
        assertEquals(Map.of(), record(cluster).record().secrets());
        assertTrue(storage.keys(new Keys("/marina/").cluster(cluster).from(), new Keys("/marina/").cluster(cluster).to(), 10).size() > 4);
        store.delete(cluster);
        assertTrue(store.find(cluster).isEmpty());
    }

    @Test
    void without_the_key_a_cluster_is_not_served_and_nothing_of_it_is_touched() {
        ClusterStore store = open(true);
        ClusterId cluster = create(store);
        write(store, cluster);
        store.close();
        ClusterStore blind = open(Optional.of(new Sealing(new TestKeys(), Sealing.SECRETS)));
        assertThrows(StoreException.NoSuchCluster.class, () -> blind.image(cluster));
        assertThrows(StoreException.AlreadyExists.class, () -> create(blind));
        blind.close();
        readable(open(true), cluster);
    }
}
