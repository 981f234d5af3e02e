package dev.marina.net.share;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Rate rate = new Rate(10, 5, now::get);

    private long allowedOf(int tries) {
        return IntStream.range(0, tries).filter(_ -> rate.allow()).count();
    }

    @Test
    void soManyAtOnceAndThenAtTheEvenRate() {
        assertEquals(5, allowedOf(100));

        now.addAndGet(300_000_000);

        assertEquals(3, allowedOf(100));
    }

    @Test
    void waitingLongSavesNoMoreThanTheBurst() {
        now.addAndGet(3_600_000_000_000L);

        assertEquals(5, allowedOf(100));
    }
}
