package dev.marina.agent.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePressureTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final NodeFigures WELL = new NodeFigures(4L << 30, 1L << 30, 20L << 30, 10L << 30, 1000, 900, 1000, 100);

    private static NodeFigures with(long memoryInUse, long diskFree, long inodesFree, long processes) {
        return new NodeFigures(4L << 30, memoryInUse, 20L << 30, diskFree, 1000, inodesFree, 1000, processes);
    }

    @Test
    void nodeIsUnderPressureOfWhatItIsShortOf() {
        record Row(NodeFigures node, Set<Pressure> pressures) {}
        for (Row row : List.of(new Row(WELL, Set.of()), new Row(with((4L << 30) - (99L << 20), 10L << 30, 900, 100), Set.of(Pressure.MEMORY)),
                new Row(with((4L << 30) - (101L << 20), 10L << 30, 900, 100), Set.of()), new Row(with(0, (2L << 30) - 1, 900, 100), Set.of(Pressure.DISK)),
                new Row(with(0, 10L << 30, 49, 100), Set.of(Pressure.DISK)), new Row(with(0, 2L << 30, 50, 901), Set.of(Pressure.PID)))) {
            assertEquals(row.pressures, new NodePressure(EvictionSettings.HARD_ALONE).observe(row.node, NOW), row.node.toString());
        }
    }

    @Test
    void aSmallNodeKeepsASmallerPartOfItsMemory() {
        assertEquals(Set.of(), new NodePressure(EvictionSettings.HARD_ALONE).observe(new NodeFigures(512L << 20, 450L << 20, 1, 1, 1, 1, 100, 1), NOW));
        assertEquals(Set.of(Pressure.MEMORY),
                new NodePressure(EvictionSettings.HARD_ALONE).observe(new NodeFigures(512L << 20, 490L << 20, 1, 1, 1, 1, 100, 1), NOW));
    }

    private static Optional<Boolean> due(NodePressure pressure, NodeFigures node, long seconds) {
        pressure.observe(node, NOW.plusSeconds(seconds));
        return pressure.due().map(Shortage::hard);
    }

    @Test
    void aSoftThresholdPutsTheNodeUnderPressureAtOnceAndPodsOutWhenItsGraceIsOver() {
        NodePressure pressure = new NodePressure(
                EvictionSettings.of("memory.available<1Gi,nodefs.available<15%", "memory.available=1m30s,nodefs.available=0s", 0));
        NodeFigures low = with((4L << 30) - (1L << 30) + 1, 10L << 30, 900, 100);

        assertEquals(Set.of(Pressure.MEMORY), pressure.observe(low, NOW));
        assertEquals(Optional.empty(), pressure.due());
        assertEquals(Optional.empty(), due(pressure, low, 89));
        assertEquals(Optional.of(false), due(pressure, low, 90));
        assertEquals(Optional.empty(), due(pressure, WELL, 100));
        assertEquals(Optional.empty(), due(pressure, low, 110), "the time begins anew when it was well meanwhile");
        assertEquals(Optional.of(false), due(pressure, with(0, (3L << 30) - 1, 900, 100), 120), "without any grace");
        assertEquals(Optional.of(true), due(pressure, with(4L << 30, (3L << 30) - 1, 900, 100), 300), "what cannot wait comes first");
    }

    @Test
    void pressureIsTakenBackWhenItHasNotBeenSeenForFiveMinutes() {
        NodePressure pressure = new NodePressure(EvictionSettings.HARD_ALONE);
        pressure.observe(with(4L << 30, 10L << 30, 900, 100), NOW);

        assertEquals(Set.of(Pressure.MEMORY), pressure.observe(WELL, NOW.plus(Duration.ofSeconds(299))));
        assertEquals(Set.of(), pressure.observe(WELL, NOW.plus(Duration.ofSeconds(300))));
    }
}
