package dev.marina.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private static void set(Alarm alarm, Duration in) {
        alarm.atLatest(System.nanoTime() + in.toNanos(), in.toNanos());
    }

    @Test
    void itRingsWithinTheShortestTimeThatWasAskedFor() throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        try (Alarm alarm = new Alarm(rung::release)) {
            set(alarm, Duration.ofHours(1));
            set(alarm, Duration.ofMillis(20));
            assertTrue(rung.tryAcquire(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneThatRingsEarlierIsLeftAsItIs() throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        try (Alarm alarm = new Alarm(rung::release)) {
            set(alarm, Duration.ofMillis(20));
            set(alarm, Duration.ofHours(1));
            assertTrue(rung.tryAcquire(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void closedItIsSilent() throws InterruptedException {
        Semaphore rung = new Semaphore(0);
        Alarm alarm = new Alarm(rung::release);
        set(alarm, Duration.ofMillis(200));
        alarm.close();
        set(alarm, Duration.ofMillis(1));
        CountDownLatch later = new CountDownLatch(1);
        try (Alarm other = new Alarm(later::countDown)) {
            set(other, Duration.ofMillis(400));
            assertTrue(later.await(30, TimeUnit.SECONDS));
        }
        assertFalse(rung.tryAcquire(), "it rang after it was closed");
        assertEquals(0, rung.availablePermits());
    }
}
