package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.NodeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two tenants' nodes on one machine, and what is brought to them.
class DeliveryPaceTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final SharedWatches shared = new SharedWatches();
    private final List<DeliveryLoop<String>> loops = new ArrayList<>();

    private DeliveryLoop<String> loop(String tenant, String node, Consumer<DeliveryLoop.Changes<String>> bring) {
        DeliveryLoop<String> loop = new DeliveryLoop<>("services", new NodeRef(tenant, node), () -> true, bring, shared.pace(tenant), Duration.ZERO);
        loops.add(loop);
        loop.start();
        return loop;
    }

    @AfterEach
    void close() {
        loops.forEach(DeliveryLoop::close);
    }

    private static void block(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneTenantsNodesAreServedOneAtATimeAndAnotherTenantIsNotHeldUp() {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        AtomicInteger other = new AtomicInteger();
        DeliveryLoop<String> flapping = loop("flood", "one", _ -> {
            first.incrementAndGet();
            block(held);
        });
        DeliveryLoop<String> sibling = loop("flood", "two", _ -> second.incrementAndGet());
        DeliveryLoop<String> calm = loop("calm", "one", _ -> other.incrementAndGet());
        flapping.changed("a");
        Await.until("the first delivery", SOON, first::get, count -> count == 1);

        sibling.changed("a");
        for (int i = 0; i < 5; i++) {
            int before = other.get();
            calm.changed("a" + i);
            Await.until("another tenant's delivery", SOON, other::get, count -> count > before);
        }

        assertEquals(0, second.get());
        held.countDown();
        Await.until("the second node's delivery", SOON, second::get, count -> count == 1);
    }

    @Test
    void whoChangesWithoutPauseTakesHalfOfOneProcessorOnAllItsNodes() {
        AtomicLong worked = new AtomicLong();
        AtomicInteger brought = new AtomicInteger();
        List<DeliveryLoop<String>> nodes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            nodes.add(loop("flood", "n" + i, _ -> {
                long start = System.nanoTime();
                while (System.nanoTime() - start < 20_000_000) {
                    Thread.onSpinWait();
                }
                brought.incrementAndGet();
                worked.addAndGet(System.nanoTime() - start);
            }));
        }
        long start = System.nanoTime();

        Await.until("thirty deliveries", SOON, () -> {
            nodes.forEach(node -> node.changed("a"));
            return brought.get();
        }, count -> count >= 30);

        double share = worked.get() / (double) (System.nanoTime() - start);
        assertTrue(share < 0.6, "%d deliveries took %.2f of a processor".formatted(brought.get(), share));
    }

    @Test
    void theRestIsAsLongAsTheWorkAndNoLongerThanTwoSeconds() throws Exception {
        AtomicLong now = new AtomicLong();
        DeliveryPace pace = new DeliveryPace(now::get);
        CountDownLatch open = new CountDownLatch(1);
        for (long work : new long[] {5, 1_000_000, 3_600_000_000_000L}) {
            try (DeliveryPace.Turn _ = pace.take(open).orElseThrow()) {
                now.addAndGet(work);
            }
            long rest = Math.min(work, 2_000_000_000L);
            now.addAndGet(rest);
        }
        long start = System.nanoTime();

        pace.take(open).orElseThrow().close();

        assertTrue(System.nanoTime() - start < 1_000_000_000L, "nothing is left to rest");
    }

    @Test
    void whatIsClosedWhileTheTenantRestsBringsNothingAndKeepsNoTurn() throws Exception {
        AtomicLong now = new AtomicLong();
        DeliveryPace pace = new DeliveryPace(now::get);
        try (DeliveryPace.Turn _ = pace.take(new CountDownLatch(1)).orElseThrow()) {
            now.addAndGet(1_000_000_000L);
        }
        CountDownLatch closed = new CountDownLatch(1);
        closed.countDown();

        assertTrue(pace.take(closed).isEmpty());

        now.addAndGet(2_000_000_000L);
        pace.take(new CountDownLatch(1)).orElseThrow().close();
    }
}
