package dev.marina.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void whatItReadsSaysAndReturnsIsPassedOn() throws IOException {
        Program.Ended ended = new Program(shell("cat; echo $WORD >&2; exit 3"), Map.of("WORD", "hidden"), "seen".getBytes(StandardCharsets.UTF_8), MINUTE)
                .run();

        assertEquals(new Program.Ended(3, "seen", "hidden\n"), ended);
    }

    @Test
    void timeLimitHoldsForOneThatNeitherWritesNorEnds() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals("sh did not end within 1 s",
                assertThrows(IOException.class, () -> Program.of(shell("sleep 600"), Duration.ofSeconds(1)).run()).getMessage()));
    }

    @Test
    void childThatKeepsTheOutputOpenIsNotWaitedFor() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                Program.of(shell("sleep 60 & exit 0"), Duration.ofSeconds(1)).run();
            } catch (IOException overdue) {
                // When the output was being read already; else the JDK takes what is there and lets go.
                assertEquals("sh did not end within 1 s", overdue.getMessage());
            }
        });
    }

    @Test
    void outputWithoutEndIsCutAndLetsItEnd() throws IOException {
        Program.Ended ended = Program.of(shell("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2"), MINUTE).run();

        assertEquals(0, ended.exitCode());
        assertTrue(ended.output().length() <= 1 << 20);
    }
}
