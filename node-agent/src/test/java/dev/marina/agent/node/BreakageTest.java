package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import dev.marina.net.NodePart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakageTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static Machine.NodeFault fault(String type, Instant until) {
        return new Machine.NodeFault("acme", "n1", "f-" + type, "uid-" + type, type, until.toString(), 1_500, -60);
    }

    private static Breakage of(Machine.NodeFault... faults) {
        return Breakage.of(AgentWorld.ACME.broken(List.of(faults)), NOW);
    }

    @Test
    void aNodeWithoutFaultsDoesAllOfItsWork() {
        assertEquals(NodeDuties.ALL, Breakage.of(AgentWorld.ACME, NOW).duties());
        assertEquals(Optional.empty(), Breakage.NONE.end(NOW));
    }

    @ParameterizedTest
    @CsvSource({
            "NodeStopped, true, false, false", "NodePartitioned, true, false, false", "AgentPaused, false, false, true",
            "CertificateExpired, false, false, true", "NetworkDaemonStopped, false, true, false", "RuntimeStalled, false, true, true",
            "DiskFilled, false, true, true", "AgentSlowed, false, true, true", "DNSStopped, false, true, true"})
    void eachKeepsTheNodeFromThisMuchOfItsWork(String type, boolean cutOff, boolean pods, boolean network) {
        Breakage broken = of(fault(type, NOW.plusSeconds(60)));
        assertEquals(cutOff, broken.cutOff());
        assertEquals(new NodeDuties(pods, network, Duration.ZERO), broken.duties());
    }

    @Test
    void severalAtOnceAddUpAndTheFirstEndIsWaitedFor() {
        Breakage broken = of(fault("AgentPaused", NOW.plusSeconds(60)), fault("NetworkDaemonStopped", NOW.plusSeconds(20)));
        assertEquals(NodeDuties.NONE, broken.duties());
        assertFalse(broken.cutOff());
        assertEquals(Optional.of(Duration.ofSeconds(20)), broken.end(NOW));
    }

    @Test
    void onlyWhatIsSlowAnswersLateAndOnlyAClockThatIsSkewedGoesWrong() {
        assertEquals(Duration.ofMillis(1_500), of(fault("AgentSlowed", NOW.plusSeconds(60))).delay());
        assertEquals(Duration.ZERO, of(fault("AgentPaused", NOW.plusSeconds(60))).delay());
        assertEquals(Duration.ofSeconds(-60), of(fault("ClockSkewed", NOW.plusSeconds(60))).duties().skew());
    }

    @Test
    void whereDnsIsStoppedNothingElseIs() {
        assertEquals(Set.of(NodePart.DNS), of(fault("DNSStopped", NOW.plusSeconds(60))).stopped());
        assertEquals(Set.of(), of(fault("NodePartitioned", NOW.plusSeconds(60))).stopped());
    }

    @Test
    void whatIsOverAndWhatIsNotKnownIsNotCarriedOut() {
        assertEquals(Breakage.NONE, of(fault("NodeStopped", NOW), fault("NodeMelted", NOW.plusSeconds(60))));
        assertTrue(of(fault("NodeStopped", NOW.plusSeconds(1))).has(FaultCase.NODE_STOPPED));
    }
}
