package dev.marina.agent.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.disk.NodeDisks.Space;
import org.junit.jupiter.api.Test;

class SpaceTest {

    @Test
    void aDiskHoldsTheSameHoweverFullItIs() {
        assertEquals(new Space(950, 850), Space.of(1000, 900, 850));
        assertEquals(new Space(950, 10), Space.of(1000, 60, 10));
        assertEquals(new Space(950, 0), Space.of(1000, 50, 0));
        assertEquals(new Space(950, 0), Space.of(1000, 3, 0), "root has used what was reserved");
    }
}
