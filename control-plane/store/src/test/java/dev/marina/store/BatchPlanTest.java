package dev.marina.store;

import static dev.marina.store.Objects.create;
import static dev.marina.store.Objects.delete;
import static dev.marina.store.Objects.pod;
import static dev.marina.store.Objects.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.store.backend.Transaction;
import dev.marina.store.seal.Keyring;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Writes in, transaction, images and answers out.
class BatchPlanTest {

    private static final Keys KEYS = new Keys("/m/");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BatchPlan.Epochs EPOCHS = new BatchPlan.Epochs(0, 3, 5, "here");

    private final ClusterHandle cluster = handle(1);
    private final List<Pending> batch = new ArrayList<>();

    private static ClusterHandle handle(long id) {
        ClusterHandle handle = new ClusterHandle(null, new RecordCodec.Entry(new ClusterRecord(ClusterId.of(id), "t" + id, "c",
                ClusterRecord.State.ACTIVE, 0, Instant.EPOCH, Map.of(), Map.of()), Map.of()));
        handle.loaded = new LoadedCluster(Image.empty(handle.id(), ResourceVersion.NONE), false);
        return handle;
    }

    private Pending add(Mutation mutation) {
        Pending pending = new Pending.OfObjects(cluster, mutation);
        batch.add(pending);
        return pending;
    }

    private BatchPlan plan() {
        BatchPlan plan = BatchPlan.of(batch, KEYS, NOW, EPOCHS);
        plan.answers().forEach(Runnable::run);
        return plan;
    }

    private static List<String> shown(BatchPlan plan) {
        return plan.operations().stream().map(operation -> switch (operation) {
            case Transaction.Put(byte[] key, byte[] _) -> "put " + new String(key, StandardCharsets.UTF_8);
            case Transaction.Delete(byte[] key) -> "delete " + new String(key, StandardCharsets.UTF_8);
            case Transaction.DeleteRange(byte[] from, byte[] to) -> "delete " + Arrays.toString(from) + Arrays.toString(to);
        }).toList();
    }

    @Test
    void one_log_record_and_one_awake_mark_go_with_the_first_writes_of_a_cluster() {
        ObjectKey a = pod(cluster.id(), "a");
        add(create(a, "1"));
        add(create(pod(cluster.id(), "b"), "1"));
        String id = cluster.id().value();
        assertEquals(List.of(
                "put /m/c/%s/l/fffffffffffffffd".formatted(id),
                "put /m/c/%s/o//pods/default/a".formatted(id),
                "put /m/c/%s/o//pods/default/b".formatted(id),
                "put /m/s/0000/awake/" + id), shown(plan()));
    }

    @Test
    void nothing_changes_in_memory_before_it_is_durable() {
        add(create(pod(cluster.id(), "a"), "1"));
        BatchPlan plan = plan();
        assertEquals(0, cluster.loaded.image().version().value());
        assertEquals(1, plan.drafts().get(cluster).image.version().value());
    }

    @Test
    void a_refused_write_leaves_the_others_alone() {
        Pending first = add(create(pod(cluster.id(), "a"), "1"));
        Pending refused = add(put(pod(cluster.id(), "b"), "1", new Mutation.Exists(pod(cluster.id(), "b"), "")));
        Pending last = add(create(pod(cluster.id(), "c"), "1"));
        plan();
        assertEquals(1, first.answer.join().version().value());
        assertInstanceOf(StoreException.NotFound.class, refused.answer.exceptionNow());
        assertEquals(2, last.answer.join().version().value());
    }

    @Test
    void a_predicate_sees_what_earlier_writes_of_the_batch_did() {
        add(create(Objects.namespace(cluster.id(), "default"), "1"));
        Pending second = add(put(pod(cluster.id(), "a"), "1", new Mutation.NamespaceActive("default")));
        plan();
        assertEquals(2, second.answer.join().version().value());
    }

    @Test
    void deleting_what_is_not_there_costs_nothing() {
        Pending nothing = add(delete(pod(cluster.id(), "a")));
        assertTrue(plan().operations().isEmpty());
        assertEquals(List.of(Optional.empty()), nothing.answer.join().results());
    }

    @Test
    void an_epoch_counts_while_ownership_is_unbroken() {
        assertTrue(EPOCHS.covers(java.util.OptionalLong.of(3)));
        assertTrue(EPOCHS.covers(java.util.OptionalLong.empty()));
        assertTrue(!EPOCHS.covers(java.util.OptionalLong.of(2)));
        assertTrue(!EPOCHS.covers(java.util.OptionalLong.of(6)));
    }

    @Test
    void a_value_is_read_back_as_it_was_and_a_damaged_one_is_opaque() {
        ObjectKey key = pod(cluster.id(), "a");
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        byte[] value = ValueCodec.value(7, NOW, ValueCodec.meta(Objects.fields("u"), Objects.ANNA), json);
        Stored stored = ValueCodec.read(key, value, text -> text, Keyring.NONE);
        assertEquals(new ResourceVersion(7), stored.version());
        assertEquals(Objects.fields("u"), stored.fields());
        assertEquals(Objects.ANNA, stored.origin());
        assertEquals(NOW, stored.changed());
        for (int i = 0; i < value.length; i++) {
            byte[] damaged = value.clone();
            damaged[i] ^= 4;
            assertTrue(ValueCodec.read(key, damaged, text -> text, Keyring.NONE).opaque(), "byte " + i);
        }
    }
}
