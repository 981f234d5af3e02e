package dev.marina.store;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.LongStream;

/// Seeded runs of two processes over one storage with faults. `-Dseed=…` runs one seed, `-Dseeds=…` so many.
class SimulationTest {

    static LongStream seeds() {
        return Long.getLong("seed") != null ? LongStream.of(Long.getLong("seed")) : LongStream.rangeClosed(1, Long.getLong("seeds", 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_acknowledged_write_is_lost_and_no_watcher_misses_or_repeats_a_version(long seed) throws Exception {
        Simulation simulation = new Simulation(seed);
        simulation.run(1500);
        if (Boolean.getBoolean("tally")) {
            System.out.println(seed + " " + simulation.tally);
        }
    }
}
