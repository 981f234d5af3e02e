package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What goes into a batch.
class WriteQueuesTest {

    private static final StoreConfig CONFIG = StoreConfig.defaults("p", "a").withQueue(300, 8 << 20);

    private final WriteQueues queues = new WriteQueues(CONFIG);
    private final ClusterHandle acme = handle(1);
    private final ClusterHandle globex = handle(2);

    WriteQueuesTest() {
        queues.open();
    }

    private static ClusterHandle handle(long id) {
        return new ClusterHandle(null, new RecordCodec.Entry(new ClusterRecord(ClusterId.of(id), "t" + id, "c", ClusterRecord.State.ACTIVE, 0,
                Instant.EPOCH, Map.of(), Map.of()), Map.of()));
    }

    private void add(ClusterHandle cluster, String name, int bytes) {
        queues.add(new Pending.OfObjects(cluster, Objects.put(Objects.pod(cluster.id(), name), "x".repeat(bytes))));
    }

    private static List<String> shown(List<Pending> batch) {
        return batch.stream().map(pending -> ((Pending.OfObjects) pending).mutation.writes().getFirst().key().name()).toList();
    }

    @Test
    void a_key_is_in_a_batch_once_and_the_next_change_of_it_waits() {
        add(acme, "a", 1);
        add(acme, "a", 2);
        add(acme, "b", 1);
        assertEquals(List.of("a", "b"), shown(queues.takeBatch()));
        assertEquals(List.of("a"), shown(queues.takeBatch()));
        assertTrue(queues.takeBatch().isEmpty());
    }

    @Test
    void a_batch_has_no_more_operations_than_the_backend_takes() {
        for (int i = 0; i < 250; i++) {
            add(acme, "p" + i, 1);
        }
        List<Integer> sizes = new ArrayList<>();
        for (List<Pending> batch = queues.takeBatch(); !batch.isEmpty(); batch = queues.takeBatch()) {
            sizes.add(batch.size());
        }
        assertEquals(List.of(117, 117, 16), sizes);
    }

    @Test
    void a_cluster_that_writes_a_lot_delays_itself_and_not_the_others() {
        for (int i = 0; i < 100; i++) {
            add(acme, "big" + i, 20_000);
        }
        add(globex, "small", 10);
        assertTrue(shown(queues.takeBatch()).contains("small"));
    }

    @Test
    void what_is_larger_than_a_batch_travels_alone() {
        add(acme, "a", 10);
        add(acme, "huge", 1_100_000);
        add(acme, "b", 10);
        assertEquals(List.of("a"), shown(queues.takeBatch()));
        assertEquals(List.of("huge"), shown(queues.takeBatch()));
        assertEquals(List.of("b"), shown(queues.takeBatch()));
    }

    @Test
    void a_full_queue_refuses_the_cluster_that_filled_it() {
        for (int i = 0; i < 300; i++) {
            add(acme, "p" + i, 1);
        }
        assertThrows(StoreException.Busy.class, () -> add(acme, "one-more", 1));
        add(globex, "p", 1);
    }

    @Test
    void a_write_larger_than_a_batch_has_its_turn_although_another_cluster_always_has_more() {
        for (int i = 0; i < 40; i++) {
            add(acme, "busy-" + i, 100_000);
        }
        add(globex, "huge", 1_200_000);
        int next = 40;
        for (int round = 0; round < 200; round++) {
            List<String> batch = shown(queues.takeBatch());
            if (batch.contains("huge")) {
                assertEquals(List.of("huge"), batch);
                return;
            }
            for (int i = 0; i < batch.size(); i++) {
                add(acme, "busy-" + next++, 100_000);
            }
        }
        throw new AssertionError("the large write never had its turn");
    }
}
