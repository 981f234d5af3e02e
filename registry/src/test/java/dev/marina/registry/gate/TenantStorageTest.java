package dev.marina.registry.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TenantStorageTest {

    private static final long MIB = 1 << 20;

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private long onDisk;
    private int looks;
    private final TenantStorage storage = new TenantStorage(_ -> {
        looks++;
        return onDisk;
    }, clock);

    @Test
    void uploadsAtOnceAreCountedTogether() {
        storage.begin("a", 0);
        storage.begin("b", 0);

        assertTrue(storage.take("a", 6 * MIB, 10 * MIB));
        assertFalse(storage.take("b", 5 * MIB, 10 * MIB));
        assertTrue(storage.take("b", 4 * MIB, 10 * MIB));
    }

    @Test
    void whatCameIsCountedUntilItIsMeasured() {
        storage.begin("a", 0);
        storage.take("a", 6 * MIB, 10 * MIB);
        storage.end("a");
        storage.begin("b", 0);
        assertFalse(storage.take("b", 5 * MIB, 10 * MIB));

        // The layer was there already, so nothing came to be stored.
        onDisk = MIB;
        now = now.plusSeconds(2);

        assertTrue(storage.take("b", 5 * MIB, 10 * MIB));
    }

    /// The registry is sent a layer in one request and told that it was whole in another.
    @Test
    void anUploadThatGoesOnIsCountedOnce() {
        storage.begin("a", 0);
        assertTrue(storage.take("a", 6 * MIB, 10 * MIB));
        storage.end("a");

        storage.begin("a", 6 * MIB);

        assertTrue(storage.take("a", 3 * MIB, 10 * MIB));
        assertFalse(storage.take("a", 2 * MIB, 10 * MIB));
    }

    /// The client has its answer a moment before the request is over here.
    @Test
    void anUploadThatGoesOnBeforeItsLastRequestHasEndedIsCountedOnce() {
        storage.begin("a", 0);
        assertTrue(storage.take("a", 6 * MIB, 10 * MIB));

        storage.begin("a", 6 * MIB);
        storage.end("a");

        assertTrue(storage.take("a", 3 * MIB, 10 * MIB));
        storage.end("a");
        assertFalse(storage.take("a", 1, 10 * MIB));
        storage.begin("b", 0);
        assertFalse(storage.take("b", 2 * MIB, 10 * MIB));
    }

    @Test
    void anUploadThatGoesOnBringsWhatItHas() {
        storage.begin("a", 6 * MIB);

        assertFalse(storage.take("a", 5 * MIB, 10 * MIB));
    }

    /// Nobody makes the disk be looked through as often as he can ask.
    @Test
    void refusalsDoNotLookAgainAndAgain() {
        onDisk = 10 * MIB;
        storage.begin("a", 0);
        for (int i = 0; i < 1000; i++) {
            assertFalse(storage.take("a", 1, 10 * MIB));
        }
        assertEquals(1, looks);

        now = now.plus(Duration.ofSeconds(2));
        assertFalse(storage.take("a", 1, 10 * MIB));
        assertEquals(2, looks);
    }

    @Test
    void roomThatWasMadeIsThereAtOnce() {
        onDisk = 10 * MIB;
        storage.begin("a", 0);
        assertFalse(storage.take("a", MIB, 10 * MIB));

        onDisk = 0;
        storage.changed();

        assertTrue(storage.take("a", MIB, 10 * MIB));
    }

    /// A thousand of nothing are many files.
    @Test
    void theSmallestThingCountsForItsFiles() {
        int uploads = 0;
        storage.begin("upload-0", 0);
        while (storage.take("upload-" + uploads, 1, MIB)) {
            uploads++;
            storage.begin("upload-" + uploads, 0);
        }
        assertEquals(64, uploads);
    }
}
