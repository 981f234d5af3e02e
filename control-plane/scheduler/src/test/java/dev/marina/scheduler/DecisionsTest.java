package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final ClusterId ACME = new ClusterId("00000000000000c1");
    private static final ClusterId GLOBEX = new ClusterId("00000000000000c2");

    private final Decisions decisions = new Decisions();

    @Test
    void aClusterOfManyNodesDoesNotFillMemory() {
        for (int i = 0; i < 300; i++) {
            decisions.put(ACME, decision("p" + i, 5_000));
        }

        assertTrue(decisions.verdicts() <= 100_000, () -> decisions.verdicts() + " are kept");
        assertTrue(decisions.find(ACME, "default", "p299").isPresent(), "the latest is there");
        assertEquals(Optional.empty(), decisions.find(ACME, "default", "p0"));
    }

    @Test
    void aClustersDecisionsAreItsOwnAndGoWithIt() {
        decisions.put(ACME, decision("p", 3));
        assertEquals(Optional.empty(), decisions.find(GLOBEX, "default", "p"));
        decisions.put(GLOBEX, decision("p", 4));

        decisions.drop(ACME);

        assertEquals(Optional.empty(), decisions.find(ACME, "default", "p"));
        assertEquals(4, decisions.verdicts());
    }

    @Test
    void whatWasDecidedAnewReplacesWhatWas() {
        decisions.put(ACME, decision("p", 3));
        decisions.put(ACME, decision("p", 5));

        assertEquals(5, decisions.verdicts());
    }

    private static Decision decision(String pod, int nodes) {
        Map<String, Decision.NodeVerdict> verdicts = new HashMap<>();
        for (int i = 0; i < nodes; i++) {
            verdicts.put("n" + i, Decision.NodeVerdict.refused("NodeResourcesFit", new Fit.Misfit(List.of("Insufficient cpu"), true)));
        }
        return new Decision(Instant.EPOCH, "default", pod, Optional.empty(), "", Set.of("NodeResourcesFit"), List.of(), verdicts);
    }
}
