package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeLocksTest {

    private static final NodeKey ACMES = new NodeKey("acme", "node-1");
    private static final NodeKey GLOBEXS = new NodeKey("globex", "node-1");

    private final NodeLocks locks = new NodeLocks();

    @Test
    void oneTenantsSlowNodeHoldsNoOtherUp() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread slow = Thread.startVirtualThread(() -> locks.alone(ACMES, () -> {
            begun.countDown();
            await(over);
            return "slow";
        }));
        begun.await();

        assertEquals("made", locks.alone(GLOBEXS, () -> "made"));

        over.countDown();
        slow.join();
    }

    @Test
    void nobodyIsAtANodeThatAnotherIsAt() throws InterruptedException {
        AtomicBoolean busy = new AtomicBoolean();
        AtomicInteger clashes = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> {
                for (int turn = 0; turn < 100; turn++) {
                    locks.alone(ACMES, () -> {
                        if (busy.getAndSet(true)) {
                            clashes.incrementAndGet();
                        }
                        Thread.yield();
                        busy.set(false);
                        return "done";
                    });
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(0, clashes.get());
        assertFalse(busy.get());
    }

    @Test
    void whoHasTheTurnTakesItAgainAndNothingIsKeptAfterwards() {
        assertEquals("twice", locks.alone(ACMES, () -> locks.alone(ACMES, () -> "twice")));
        assertThrows(IllegalStateException.class, () -> locks.alone(GLOBEXS, () -> {
            throw new IllegalStateException("not made");
        }));

        assertEquals(0, locks.size());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
