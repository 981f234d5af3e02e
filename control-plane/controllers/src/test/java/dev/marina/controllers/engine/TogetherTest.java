package dev.marina.controllers.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TogetherTest {

    @Test
    void eachWaitsForAllOthers() {
        CyclicBarrier all = new CyclicBarrier(8);
        AtomicInteger done = new AtomicInteger();

        Together.SIDE_BY_SIDE.run(IntStream.range(0, 8).<Runnable>mapToObj(_ -> () -> {
            try {
                all.await(1, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            done.incrementAndGet();
        }).toList());

        assertEquals(8, done.get());
    }

    @Test
    void whatOneThrowsIsThrownOnceAllHaveEnded() {
        RuntimeException thrown = new IllegalArgumentException("no");
        AtomicInteger done = new AtomicInteger();

        assertSame(thrown, assertThrows(IllegalArgumentException.class, () -> Together.SIDE_BY_SIDE.run(List.of(() -> {
            throw thrown;
        }, done::incrementAndGet, done::incrementAndGet))));

        assertEquals(2, done.get());
    }

    @Test
    void oneAfterTheOther() {
        List<Integer> done = new ArrayList<>();

        Together.IN_ORDER.run(IntStream.range(0, 5).<Runnable>mapToObj(number -> () -> done.add(number)).toList());

        assertEquals(List.of(0, 1, 2, 3, 4), done);
    }
}
