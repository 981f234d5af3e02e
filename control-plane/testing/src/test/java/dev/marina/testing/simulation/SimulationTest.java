package dev.marina.testing.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The whole control plane under random schedules and faults. A few hundred seeds are run every day; `-Dmarina.seeds=20000` is the long
/// run, `-Dmarina.seed=…` repeats one that failed, `-Dmarina.first=…` begins elsewhere, and with `-Dmarina.scenario=DEVICES` all are of one sort.
class SimulationTest {

    private static final int TOLD = 120;
    private static final int MOST_FAILURES = 12;

    @TempDir
    Path directory;

    @Test
    void whateverHappensEverythingHoldsAndComesAbout() throws Exception {
        Long one = Long.getLong("marina.seed");
        long first = one != null ? one : Long.getLong("marina.first", 0);
        long count = one != null ? 1 : Long.getLong("marina.seeds", 24);
        StringBuilder failures = new StringBuilder();
        int failed = 0;
        // refused writes are what is simulated
        Logger log = (Logger) LoggerFactory.getLogger("dev.marina");
        Level before = log.getLevel();
        log.setLevel(Level.OFF);
        try (SimulatedPlatform platform = new SimulatedPlatform(directory)) {
            for (long seed = first; seed < first + count && failed < MOST_FAILURES; seed++) {
                Simulation simulation = new Simulation(platform, seed, Scenario.of(seed));
                try {
                    simulation.run();
                } catch (AssertionError | RuntimeException e) {
                    failed++;
                    failures.append(told(seed, simulation, e, one != null));
                }
            }
        } finally {
            log.setLevel(before);
        }
        assertEquals(0, failed, failures::toString);
    }

    private static String told(long seed, Simulation simulation, Throwable why, boolean all) {
        List<String> history = simulation.history();
        List<String> last = all ? history : history.subList(Math.max(0, history.size() - TOLD), history.size());
        return "%nseed %d (%s%s): %s%nrepeat with -Dtest=SimulationTest -Dmarina.seed=%d%n%s%n".formatted(seed, Scenario.of(seed),
                simulation.calm ? ", calm" : "", why, seed, String.join("\n", last));
    }
}
