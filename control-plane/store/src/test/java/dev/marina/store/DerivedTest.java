package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DerivedTest {

    private final Derived<Object, StringBuilder> derived = new Derived<>();

    @Test
    void it_is_made_once_for_a_part() {
        Object part = new Object();
        AtomicInteger times = new AtomicInteger();

        StringBuilder made = derived.of(part, _ -> new StringBuilder(times.incrementAndGet()));

        assertSame(made, derived.of(part, _ -> new StringBuilder(times.incrementAndGet())));
        assertEquals(1, times.get());
    }

    @Test
    void an_equal_part_is_another() {
        String one = new String("equal");
        String other = new String("equal");

        assertNotSame(derived.of(one, _ -> new StringBuilder()), derived.of(other, _ -> new StringBuilder()));
    }

    @Test
    @Timeout(30)
    void who_reads_waits_for_nobody_who_makes() throws InterruptedException {
        Object known = new Object();
        StringBuilder made = derived.of(known, _ -> new StringBuilder());
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread slow = Thread.startVirtualThread(() -> derived.of(new Object(), _ -> {
            making.countDown();
            awaitUninterruptedly(over);
            return new StringBuilder();
        }));
        making.await();

        assertSame(made, derived.of(known, _ -> new StringBuilder()));

        over.countDown();
        slow.join();
    }

    @Test
    @Timeout(30)
    void what_nobody_has_any_more_is_forgotten() {
        for (int i = 0; i < 1000; i++) {
            derived.of(new Object(), _ -> new StringBuilder());
        }

        do {
            System.gc();
            derived.of(new Object(), _ -> new StringBuilder());
        } while (derived.size() > 100);
    }

    private static void awaitUninterruptedly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
