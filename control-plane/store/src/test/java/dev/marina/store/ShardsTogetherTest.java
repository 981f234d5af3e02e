package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.store.backend.MemoryBackend;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Two processes of which one has everything and the other waits. Time and the shards are moved by hand.
class ShardsTogetherTest {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryBackend storage = new MemoryBackend();
    private final ShardedStore one = process("one");
    private final ShardedStore other = process("other");

    private ShardedStore process(String name) {
        return process(name, name.hashCode());
    }

    /// @param life of the process of that name: what it draws lots from
    private ShardedStore process(String name, long life) {
        StoreConfig config = StoreConfig.defaults(name, name + ":1").withShards(2).withLease(LEASE, MARGIN).withShardsTogether();
        return new ShardedStore(config, storage, Clock.systemUTC(), nanos::get, new Random(life), new Background() {
            @Override
            void run(String what, Runnable task) {
                Thread.startVirtualThread(task);
            }
        }, Optional.empty());
    }

    private static void step(ShardedStore process, int... shards) throws InterruptedException {
        for (int shard : shards) {
            process.shards().get(shard).step(0);
        }
    }

    private static List<Boolean> serving(ShardedStore process) {
        return process.shards().stream().map(Shard::serving).toList();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void nobody_takes_a_later_shard_without_the_first() throws Exception {
        step(one, 1);
        assertEquals(List.of(false, false), serving(one));
        step(one, 0, 1);
        assertEquals(List.of(true, true), serving(one));
        step(other, 0, 1);
        assertEquals(List.of(false, false), serving(other));
        assertEquals("one:1", other.shards().get(0).owner());
    }

    @Test
    void who_waits_takes_all_when_the_others_lease_has_run_out_and_has_what_was_written() throws Exception {
        step(one, 0, 1);
        Pending.OfRecord creation = one.submit(new NewCluster("acme", "default", Map.of(), Map.of()));
        step(one, 0, 1);
        creation.answer.get();
        step(other, 0, 1);

        pass(LEASE.plus(MARGIN).minusMillis(1));
        step(other, 0, 1);
        assertEquals(List.of(false, false), serving(other));
        pass(Duration.ofMillis(1));
        step(other, 0, 1);

        assertEquals(List.of(true, true), serving(other));
        assertEquals(creation.handle.id(), other.find("acme", "default").orElseThrow().id());
    }

    @Test
    void who_has_lost_the_first_gives_the_others_up_at_once() throws Exception {
        step(one, 0, 1);
        step(other, 0, 1);
        // The thread of the first shard hangs, that of the second does not.
        for (int second = 0; second < 4; second++) {
            pass(Duration.ofSeconds(1));
            step(one, 1);
            step(other, 0, 1);
        }
        assertEquals(List.of(true, false), serving(other));
        assertEquals(List.of(true, true), serving(one), "it does not know yet");

        // Once to learn that it has lost it, once to see who has it now.
        step(one, 0, 0, 1);
        step(other, 0, 1);

        assertEquals(List.of(false, false), serving(one));
        assertEquals(List.of(true, true), serving(other));
    }

    @Test
    void who_waits_comes_before_a_process_that_was_started_again() throws Exception {
        step(one, 0, 1);
        step(other, 0, 1);
        ShardedStore again = process("one", 2);
        pass(LEASE);

        step(again, 0, 1);
        assertEquals(List.of(false, false), serving(again));
        pass(MARGIN);
        step(again, 0, 1);
        step(other, 0, 1);

        assertEquals(List.of(false, false), serving(again));
        assertEquals(List.of(true, true), serving(other));
    }

    @Test
    void a_process_that_was_started_again_takes_its_place_where_nobody_waits() throws Exception {
        step(one, 0, 1);
        ShardedStore again = process("one", 2);

        step(again, 0, 1);
        assertEquals(List.of(false, false), serving(again));
        pass(LEASE.plus(MARGIN));
        step(again, 0, 1);

        assertEquals(List.of(true, true), serving(again));
    }
}
