package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerIdsTest {

    @Test
    void installationsGetDifferentRanges() {
        assertNotEquals(ContainerIds.choose("000001", List.of()), ContainerIds.choose("000002", List.of()));
    }

    @Test
    void aRangeThatSomebodyHasIsLeftToThem() {
        ContainerIds first = ContainerIds.choose("000001", List.of());

        ContainerIds second = ContainerIds.choose("000001", List.of("somebody:%d:65536".formatted(first.last() - 10), "not a line"));

        assertTrue(second.first() > first.last() || second.last() < first.first(), second + " overlaps " + first);
    }

    @Test
    void rangesStayBelowWhatIsNegativeToSome() {
        for (int id = 0; id < 300; id++) {
            ContainerIds ids = ContainerIds.choose("%06x".formatted(id), List.of());
            assertEquals(ContainerIds.COUNT, ids.last() - ids.first() + 1);
            assertTrue(ids.first() >= 0x7000_0000L && ids.last() < 0x7FFF_FFFFL, ids.toString());
        }
    }
}
