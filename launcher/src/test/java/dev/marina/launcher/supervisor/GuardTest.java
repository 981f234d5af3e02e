package dev.marina.launcher.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.process.ProcessTable;

/// The guard's script with a program in the supervisor's place.
class GuardTest {
    @TempDir
    private Path home;
    private Path wanted;

    @BeforeEach
    void itIsWanted() throws IOException {
        wanted = Files.createFile(home.resolve("supervised"));
    }

    @Test
    void whoEndedWithoutBeingToldToIsStartedAgain() throws Exception {
        // Fails twice, as a killed one does, and then ends as one that was told to.
        Path starts = home.resolve("starts");
        Process guard = guard(ended(), "sh", "-c", "echo x >>%1$s; [ $(wc -l <%1$s) -ge 3 ]".formatted(starts));

        assertTrue(guard.waitFor(60, TimeUnit.SECONDS));
        assertEquals(3, Files.readAllLines(starts).size());
    }

    @Test
    void whoseEndWasWantedIsNot() throws Exception {
        Files.delete(wanted);
        Path starts = home.resolve("starts");

        assertTrue(guard(ended(), "touch", starts.toString()).waitFor(60, TimeUnit.SECONDS));

        assertFalse(Files.exists(starts));
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTheSupervisor() throws Exception {
        ProcessId self = ProcessTable.identify(ProcessHandle.current().pid()).orElseThrow();
        Path starts = home.resolve("starts");

        assertTrue(guard(new ProcessId(self.pid(), self.startTicks() + 1, self.boot()), "touch", starts.toString()).waitFor(60, TimeUnit.SECONDS));

        assertTrue(Files.exists(starts));
    }

    @Test
    void afterItsDismissalThereIsNoNewOne() throws IOException {
        Layout layout = new Layout(home, home);
        Guard guard = new Guard(layout, new ProcessRecords(layout.processesFile()));

        guard.dismiss();
        guard.ensure(ProcessTable.identify(ProcessHandle.current().pid()).orElseThrow());

        assertFalse(Files.exists(wanted));
        assertTrue(new ProcessRecords(layout.processesFile()).find(Guard.NAME).isEmpty());
    }

    private static ProcessId ended() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessId identity = ProcessTable.identify(process.pid()).orElseThrow();
        process.destroyForcibly().waitFor();
        return identity;
    }

    private Process guard(ProcessId supervisor, String... command) throws IOException {
        Path script = home.resolve("guard.sh");
        try (InputStream in = Guard.class.getResourceAsStream("/guard.sh")) {
            Files.write(script, in.readAllBytes());
        }
        List<String> words = new ArrayList<>(
                List.of("sh", script.toString(), wanted.toString(), Long.toString(supervisor.pid()), Long.toString(supervisor.startTicks())));
        words.addAll(List.of(command));
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
    }
}
