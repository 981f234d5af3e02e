package dev.marina.agent.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MachineCapacityTest {

    private static final long GIB = 1L << 30;
    private static final MachineCapacity MACHINE = new MachineCapacity(24 * GIB, 32_768);

    @Test
    void allNodesTogetherLeaveThePlatformMemoryAndProcessIds() {
        assertEquals(new GroupLimits(0, 0, 20 * GIB, 24_576), MACHINE.ceiling());
    }

    @Test
    void smallMachineKeepsHalfItsMemory() {
        assertEquals(2 * GIB, new MachineCapacity(4 * GIB, 32_768).ceiling().memoryBytes());
    }

    @Test
    void nodesThatFillTheMemoryDoNotTakeMoreThanTheCeiling() {
        long twelve = LongStream.generate(() -> MACHINE.nodePids(2 * GIB)).limit(12).sum();

        assertTrue(twelve <= MACHINE.ceiling().pids(), "together " + twelve);
        assertTrue(MACHINE.podPids(2 * GIB) < MACHINE.nodePids(2 * GIB));
    }

    @Test
    void tinyNodeCanStillRunSomething() {
        assertEquals(512, MACHINE.nodePids(1));
    }

    @Test
    void thisMachineIsReadWhole() {
        MachineCapacity machine = MachineCapacity.ofThisMachine();

        assertTrue(machine.pids() >= 1_000 && machine.memoryBytes() >= 256L << 20, machine.toString());
    }

    @Test
    void limitIsNeverNone() {
        assertThrows(IllegalArgumentException.class, () -> new MachineCapacity(GIB, 3));
        assertTrue(new MachineCapacity(1, 4).nodePids(1) > 0);
    }

    @Test
    void nodeNeverGetsMoreThanAllTogether() {
        assertEquals(24_576, MACHINE.nodePids(100 * GIB));
    }
}
