package dev.marina.controllers.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.garbagecollector.Circle.Blocker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircleTest {

    private static final Blocker ONE = new Blocker("1", true);
    private static final Blocker TWO = new Blocker("2", true);
    private static final Blocker THREE = new Blocker("3", true);

    @Test
    void threeThatWaitForEachOtherAreOne() {
        Map<String, List<Blocker>> waits = Map.of("1", List.of(TWO), "2", List.of(THREE), "3", List.of(ONE));
        assertTrue(closed("1", waits));
        assertTrue(closed("3", waits));
    }

    @Test
    void whoeverWaitsForACircleIsNotPartOfIt() {
        assertFalse(closed("1", Map.of("1", List.of(TWO), "2", List.of(THREE), "3", List.of(TWO))));
    }

    @Test
    void somethingThatStillEndsIsWaitedFor() {
        assertFalse(closed("1", Map.of("1", List.of(TWO), "2", List.of(ONE, new Blocker("pod", false)))));
        assertFalse(closed("1", Map.of("1", List.of(TWO, THREE), "2", List.of(ONE))));
    }

    private static boolean closed(String uid, Map<String, List<Blocker>> waits) {
        return Circle.closed(uid, each -> waits.getOrDefault(each, List.of()));
    }
}
