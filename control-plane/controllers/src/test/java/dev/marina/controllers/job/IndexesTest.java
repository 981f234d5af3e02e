package dev.marina.controllers.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexesTest {

    @Test
    void neighboursBecomeIntervals() {
        assertEquals("1,3-5,7", Indexes.NONE.with(List.of(5, 3, 1, 4, 7, 4)).toString());
        assertEquals("0,1", Indexes.NONE.with(List.of(0, 1)).toString());
        assertEquals("0-9", Indexes.parse("0-3,5-9", 10).with(List.of(4)).toString());
    }

    @Test
    void aMillionCostsOneInterval() {
        Indexes all = Indexes.parse("0-2147483646", 1_000_000);

        assertEquals(1_000_000, all.count());
        assertEquals(1, all.intervals().size());
        assertFalse(all.contains(1_000_000));
    }

    @Test
    void nonsenseIsPassedOver() {
        assertEquals("2,5", Indexes.parse("x,2,1,-4,5-,5,9-3,,99", 50).toString());
    }

    @Test
    void theFirstMissingOnesAreFound() {
        List<Indexes> done = List.of(Indexes.parse("0-2,6", 10), Indexes.parse("3", 10));
        assertEquals(List.of(5, 7, 8), Indexes.firstMissing(3, 10, List.of(4), done));
        assertEquals(List.of(5, 7, 8, 9), Indexes.firstMissing(100, 10, List.of(4), done));
        assertTrue(Indexes.firstMissing(3, 4, List.of(), done).isEmpty());
    }

    @Test
    void commonOnesAreCounted() {
        assertEquals(4, Indexes.parse("0-2,5-9", 20).countCommon(Indexes.parse("2-3,5,8-12", 20)));
    }
}
