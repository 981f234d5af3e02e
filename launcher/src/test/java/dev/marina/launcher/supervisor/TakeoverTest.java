package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.marina.launcher.process.ProcessId;

class TakeoverTest {
    private static final ProcessId PROCESS = new ProcessId(42, 1000, "boot");
    private static final Optional<ProcessRecord> RECORDED = Optional.of(new ProcessRecord(PROCESS, "same", 0));

    @Test
    void whatRunsAsItShouldIsAdopted() {
        assertEquals(new Takeover.Adopt(PROCESS), Takeover.of(RECORDED, _ -> true, "same"));
    }

    @Test
    void whatRunsWithAnOldProgramIsReplaced() {
        assertEquals(new Takeover.Replace(PROCESS), Takeover.of(RECORDED, _ -> true, "new"));
    }

    @Test
    void whatIsDeadIsStarted() {
        assertEquals(new Takeover.Start(), Takeover.of(RECORDED, _ -> false, "same"));
    }

    @Test
    void whatHasNeverRunIsStarted() {
        assertEquals(new Takeover.Start(), Takeover.of(Optional.empty(), _ -> true, "same"));
    }
}
