package dev.marina.registry.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PlacesTest {

    @Test
    void oneTenantsPlacesAreNobodyElses() throws Exception {
        Places places = new Places(1, Duration.ZERO);

        assertTrue(places.take("globex"));
        assertFalse(places.take("globex"));
        assertTrue(places.take("acme"));
        places.leave("globex");
        assertTrue(places.take("globex"));
    }

    /// Of a thousand at once two wait for each place; nobody else is kept.
    @Test
    void aFloodDoesNotWait() throws Exception {
        Places places = new Places(4, Duration.ofHours(1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> flood = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                flood.add(threads.submit(() -> places.take("globex")));
            }
            long refused = 0;
            while (refused < 1000 - 12) {
                refused = flood.stream().filter(Future::isDone).filter(each -> !each.resultNow()).count();
                Thread.onSpinWait();
            }
            for (int i = 0; i < 8; i++) {
                places.leave("globex");
            }
            long served = 0;
            for (Future<Boolean> each : flood) {
                served += each.get() ? 1 : 0;
            }
            assertEquals(12, served);
        }
    }
}
