package dev.marina.apiserver.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.StatusException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TenantPlacesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static TenantPlaces places(int all, Duration patience) {
        return new TenantPlaces(all, 16, patience, full -> StatusException.unavailable(full.name()));
    }

    @Test
    void aTenantHasOneAtATimeAndAnotherTenantItsOwn() {
        TenantPlaces places = places(2, Duration.ofMillis(50));

        try (TenantPlaces.Place _ = places.take("acme")) {
            StatusException refused = assertThrows(StatusException.class, () -> places.take("acme"));
            assertEquals(503, refused.code());
            places.take("globex").close();
            assertEquals(1, places.wanted());
        }
        places.take("acme").close();
        assertEquals(0, places.wanted());
    }

    @Test
    void allTogetherHaveNoMoreThanThereAre() {
        TenantPlaces places = places(2, Duration.ofMillis(50));

        try (TenantPlaces.Place _ = places.take("a"); TenantPlaces.Place _ = places.take("b")) {
            assertThrows(StatusException.class, () -> places.take("c"));
        }
        places.take("c").close();
        assertEquals(0, places.wanted());
    }

    /// Ten of one tenant wait before another comes: it is next, and not the eleventh.
    @Test
    void whoWaitsOftenIsServedInTurnsWithOthers() throws Exception {
        TenantPlaces places = places(1, LONG);
        LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();
        List<Thread> waiting = new ArrayList<>();
        TenantPlaces.Place held = places.take("other");
        for (int i = 0; i < 10; i++) {
            waiting.add(searching(places, "flood", served));
        }
        awaitWanted(places, 11);
        waiting.add(searching(places, "calm", served));
        awaitWanted(places, 12);
        // Those who wait for the places of all are two: one of each.
        awaitBlocked(waiting);

        held.close();
        for (Thread thread : waiting) {
            thread.join();
        }

        List<String> order = List.copyOf(served);
        assertTrue(order.indexOf("calm") <= 1, order.toString());
        assertEquals(11, order.size());
        assertEquals(0, places.wanted());
    }

    private static Thread searching(TenantPlaces places, String tenant, LinkedBlockingQueue<String> served) {
        return Thread.startVirtualThread(() -> {
            try (TenantPlaces.Place _ = places.take(tenant)) {
                served.add(tenant);
            }
        });
    }

    private static void awaitWanted(TenantPlaces places, int wanted) {
        long until = System.nanoTime() + LONG.toNanos();
        while (places.wanted() < wanted) {
            assertTrue(System.nanoTime() < until, "only " + places.wanted());
            Thread.onSpinWait();
        }
    }

    private static void awaitBlocked(List<Thread> threads) {
        long until = System.nanoTime() + LONG.toNanos();
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.TIMED_WAITING)) {
            assertTrue(System.nanoTime() < until, "they do not wait");
            Thread.onSpinWait();
        }
    }

    @Test
    void oneTenantDoesNotFillTheQueue() throws Exception {
        TenantPlaces places = places(1, LONG);
        LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();
        TenantPlaces.Place held = places.take("flood");
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(searching(places, "flood", served));
        }
        awaitWanted(places, 17);

        assertThrows(StatusException.class, () -> places.take("flood"));

        held.close();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertEquals(0, places.wanted());
    }

    @Test
    void whoIsInterruptedLeavesNothingBehind() throws Exception {
        TenantPlaces places = places(1, LONG);
        TenantPlaces.Place held = places.take("acme");
        CountDownLatch refused = new CountDownLatch(1);
        Thread waiting = Thread.startVirtualThread(() -> {
            assertThrows(StatusException.class, () -> places.take("acme"));
            refused.countDown();
        });
        awaitWanted(places, 2);

        waiting.interrupt();

        assertTrue(refused.await(30, TimeUnit.SECONDS));
        held.close();
        assertEquals(0, places.wanted());
    }
}
