package dev.marina.testing.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The whole control plane under random schedules and faults. A few hundred seeds are run every day; `-Dmarina.seeds=20000` is the long
/// run, `-Dmarina.seed=…` repeats one that failed, `-Dmarina.first=…` begins elsewhere, and with `-Dmarina.scenario=DEVICES` all are of one sort.
class SimulationTest {

    private static final int TOLD = 120;
    private static final int MOST_FAILURES = 12;
    /// So many are worth a second world beside the first; and how often it is said how far they are.
    private static final int MANY = 500;

    @TempDir
    Path directory;

    @Test
    void whateverHappensEverythingHoldsAndComesAbout() throws Exception {
        Long one = Long.getLong("marina.seed");
        long first = one != null ? one : Long.getLong("marina.first", 0);
        long count = one != null ? 1 : Long.getLong("marina.seeds", 24);
        // refused writes are what is simulated
        Logger log = (Logger) LoggerFactory.getLogger("dev.marina");
        Level before = log.getLevel();
        log.setLevel(Level.OFF);
        Seeds seeds = new Seeds(first, count, one != null);
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("simulation-", 0).factory())) {
            // each of them in a world of its own: what one does is repeated by its seed alone
            int together = count < MANY ? 1 : Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < together; i++) {
                Path home = directory.resolve("platform-" + i);
                threads.submit(() -> seeds.run(home));
            }
        } finally {
            log.setLevel(before);
        }
        assertEquals(count, seeds.ended.sum(), () -> "seeds that were gone through" + seeds.failures);
        assertEquals(Map.of(), seeds.failures, () -> String.join("", seeds.failures.values()));
    }

    /// Those that are to be gone through, by several at a time.
    private static final class Seeds {
        private final long first;
        private final long count;
        private final boolean all;
        private final AtomicLong next;
        private final LongAdder ended = new LongAdder();
        private final Map<Long, String> failures = new ConcurrentSkipListMap<>();

        /// @param all whether the whole history of a failure is told
        Seeds(long first, long count, boolean all) {
            this.first = first;
            this.count = count;
            this.all = all;
            this.next = new AtomicLong(first);
        }

        Void run(Path home) throws Exception {
            try (SimulatedPlatform platform = new SimulatedPlatform(home)) {
                for (long seed = next.getAndIncrement(); seed < first + count && failures.size() < MOST_FAILURES; seed = next.getAndIncrement()) {
                    Simulation simulation = new Simulation(platform, seed, Scenario.of(seed));
                    try {
                        simulation.run();
                    } catch (AssertionError | RuntimeException e) {
                        failures.put(seed, told(seed, simulation, e, all));
                        System.out.printf("seed %d (%s) failed: %s%n", seed, Scenario.of(seed), e);
                    }
                    ended.increment();
                    if (ended.sum() % MANY == 0) {
                        System.out.printf("%,d of %,d seeds, %d failed%n", ended.sum(), count, failures.size());
                    }
                }
            } catch (Exception | Error e) {
                failures.put(-1L, e.toString());
                throw e;
            }
            return null;
        }
    }

    private static String told(long seed, Simulation simulation, Throwable why, boolean all) {
        List<String> history = simulation.history();
        List<String> last = all ? history : history.subList(Math.max(0, history.size() - TOLD), history.size());
        return "%nseed %d (%s%s): %s%nrepeat with -Dtest=SimulationTest -Dmarina.seed=%d%n%s%n".formatted(seed, Scenario.of(seed),
                simulation.calm ? ", calm" : "", why, seed, String.join("\n", last));
    }
}
