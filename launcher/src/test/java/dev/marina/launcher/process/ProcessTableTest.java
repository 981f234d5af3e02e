package dev.marina.launcher.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProcessTableTest {
    @Test
    void aCommandWithBracketsAndBlanksDoesNotShiftTheFields() {
        String stat = "42 (a) b (c)) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 1000 10";

        assertEquals(new ProcessTable.Entry(42, 'S', 7, 123456), ProcessTable.Entry.parse(stat));
    }

    @Test
    void aZombieDoesNotRun() {
        assertFalse(new ProcessTable.Entry(42, 'Z', 7, 1).running());
    }

    @Test
    void thisProcessIsAlive() {
        assertTrue(ProcessTable.alive(ProcessTable.identify(ProcessHandle.current().pid()).orElseThrow()));
    }

    @Test
    void thePidOfAnotherStartIsAnotherProcess() {
        ProcessId self = ProcessTable.identify(ProcessHandle.current().pid()).orElseThrow();

        assertFalse(ProcessTable.alive(new ProcessId(self.pid(), self.startTicks() - 1, self.boot())));
        assertFalse(ProcessTable.alive(new ProcessId(self.pid(), self.startTicks(), "another boot")));
    }
}
