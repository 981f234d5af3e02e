package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import dev.marina.launcher.process.Command;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EngineLimitsTest {
    /// An engine that was told a limit above its own could start no container.
    @Test
    void aContainerHasALimitOfItsOwnOnlyWhereItsEngineHasNone() {
        assertEquals(List.of(), new EngineLimits(false).enter());
        assertEquals(List.of(), new EngineLimits(false).options());

        EngineLimits raised = new EngineLimits(true);
        assertEquals("prlimit", raised.enter().getFirst());
        assertTrue(raised.options().stream().allMatch(option -> option.startsWith("--default-ulimit=")));
        for (String limit : List.of("msgqueue", "sigpending")) {
            assertTrue(raised.enter().contains("--" + limit + "=unlimited:unlimited"));
            assertTrue(raised.options().stream().anyMatch(option -> option.contains("=" + limit + "=")));
        }
    }

    @Test
    void whatIsStartedWithThemHasThem() throws Exception {
        EngineLimits machine = EngineLimits.ofMachine();
        Assumptions.assumeTrue(machine.raised(), "root may not raise limits here");
        List<String> command = new ArrayList<>(machine.enter());
        command.addAll(List.of("sh", "-c", "ulimit -q; ulimit -i"));

        assertEquals("unlimited\nunlimited\n", Command.of(command).require());
    }
}
