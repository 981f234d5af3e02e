package dev.marina.agent.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.driver.DriverRegistration.Ended;
import dev.marina.agent.driver.RegistrySockets.Socket;
import dev.marina.linux.fs.HeldFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistrySocketsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Socket A = socket("a", 1, 1);
    private static final DriverInfo DRIVER = new DriverInfo("d", "/s", "n", 0, Map.of());

    private static Socket socket(String name, long inode, long changed) {
        return new Socket(name, new HeldFile.Identity(inode, changed));
    }

    private final RegistrySockets sockets = new RegistrySockets();

    @Test
    void socketIsTriedOnceAndThenItsDriverIsThereUntilItGoes() {
        assertEquals(List.of(), sockets.seen(List.of(A)));
        assertEquals(List.of(A), sockets.due(NOW, 4));
        assertEquals(List.of(), sockets.due(NOW, 4));
        assertTrue(sockets.ended(A, new Ended.Registered(DRIVER), NOW));
        assertEquals(List.of(), sockets.seen(List.of(A)));
        assertEquals(List.of(), sockets.due(NOW.plusSeconds(3600), 4));

        assertEquals(List.of(DRIVER), sockets.seen(List.of()));
    }

    @Test
    void whatFailedIsTriedAgainLaterAndLater() {
        sockets.seen(List.of(A));
        Instant at = NOW;
        for (long millis : new long[] {500, 1_000, 2_000}) {
            assertEquals(List.of(A), sockets.due(at, 4));
            sockets.ended(A, new Ended.Failed("no"), at);
            assertEquals(List.of(), sockets.due(at.plusMillis(millis - 1), 4));
            at = at.plusMillis(millis);
        }
    }

    @Test
    void anotherSocketOfTheSameNameIsAnotherDriver() {
        sockets.seen(List.of(A));
        sockets.due(NOW, 4);
        Socket again = socket("a", 1, 2);
        sockets.seen(List.of(again));

        assertFalse(sockets.ended(A, new Ended.Registered(DRIVER), NOW), "of a socket that is gone nothing counts");
        assertEquals(List.of(again), sockets.due(NOW, 4));
    }

    @Test
    void driverWithASecondSocketStaysWhenTheFirstGoes() {
        Socket next = socket("next", 2, 1);
        sockets.seen(List.of(A, next));
        sockets.due(NOW, 4);
        sockets.ended(A, new Ended.Registered(DRIVER), NOW);
        sockets.ended(next, new Ended.Registered(DRIVER), NOW);

        assertEquals(List.of(), sockets.seen(List.of(next)));
        assertEquals(List.of(DRIVER), sockets.seen(List.of()));
    }

    @Test
    void onlyAFewAreTriedAtATime() {
        sockets.seen(IntStream.range(0, 20).mapToObj(i -> socket("s" + i, i, 0)).toList());

        List<Socket> first = sockets.due(NOW, 4);

        assertEquals(4, first.size());
        assertEquals(List.of(), sockets.due(NOW, 4));
        assertFalse(sockets.settled());
        sockets.ended(first.getFirst(), new Ended.Failed("no"), NOW);
        assertEquals(1, sockets.due(NOW, 4).size());
    }
}
