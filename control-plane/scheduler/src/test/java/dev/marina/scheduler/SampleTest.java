package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.testing.Samples;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {

    /// The rows of Test_numFeasibleNodesToFind in pkg/scheduler/schedule_one_test.go.
    @ParameterizedTest
    @CsvSource({"0, 10, 10", "40, 10, 10", "0, 1000, 420", "40, 1000, 400", "0, 6000, 300", "40, 6000, 2400", "100, 1000, 1000", "1, 1000, 100"})
    void ofManyNodesAPartIsEnough(int percentage, int nodes, int enough) {
        assertEquals(enough, new Sample(percentage).of(nodes));
    }

    @Test
    void allNodesHaveTheirTurns() {
        ClusterState state = new ClusterState();
        for (int i = 0; i < 300; i++) {
            state.node(Samples.node("n" + i, "4", "4Gi"));
        }
        Profile profile = new Profile(Scheduler.NAME, List.of(), List.of(), List.of(), List.of(), List.of(), new Sample(34), Steps.STANDARD);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Cycle cycle = new Cycle(PodFacts.of(Samples.pod("p")), state, null);
            Decision decision = Decision.of(profile, cycle, new Decision.Search(state.start(), state.nominations()), Instant.EPOCH);
            assertEquals(102, decision.nodes().size());
            state.looked(decision.nodes().size());
            seen.addAll(decision.nodes().keySet());
        }

        assertEquals(300, seen.size());
    }
}
