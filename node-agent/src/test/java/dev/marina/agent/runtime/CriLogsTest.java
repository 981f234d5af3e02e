package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CriLogsTest {

    private static final String LOG = """
            2026-01-01T00:00:01.000000001Z stdout F one
            2026-01-01T00:00:02.000000001Z stderr P wa
            2026-01-01T00:00:03.000000001Z stdout P tw
            2026-01-01T00:00:03.500000001Z stderr P rn
            2026-01-01T00:00:04.000000001+00:00 stdout F o
            2026-01-01T00:00:05.000000001Z stderr F ing
            2026-01-01T00:00:06.000000001Z stdout F\s
            2026-01-01T00:00:07.000000001Z stdout F:later-tag four words of it
            """;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private void read(ContainerStreams.LogOptions options) {
        new CriLogs(directory.resolve("0.log"), () -> false).read(options, stdout, stderr);
    }

    private static ContainerStreams.LogOptions options(boolean timestamps, int tail, Instant since) {
        return new ContainerStreams.LogOptions(false, timestamps, tail, Optional.ofNullable(since));
    }

    private String out() {
        return stdout.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return stderr.toString(StandardCharsets.UTF_8);
    }

    private void write(String text) throws IOException {
        Files.writeString(directory.resolve("0.log"), text);
    }

    @Test
    void partsAreOneLineOfTheirStream() throws IOException {
        write(LOG);

        read(options(false, -1, null));

        assertEquals("one\ntwo\n\nfour words of it\n", out());
        assertEquals("warning\n", err());
    }

    @Test
    void aTimeStandsBeforeAWholeLineOnce() throws IOException {
        write(LOG);

        read(options(true, -1, null));

        assertEquals("2026-01-01T00:00:02.000000001Z warning\n", err());
        assertTrue(out().startsWith("2026-01-01T00:00:01.000000001Z one\n2026-01-01T00:00:03.000000001Z two\n"), out());
    }

    @Test
    void theLastLinesAreThoseOfTheContainer() throws IOException {
        write(LOG);

        read(options(false, 3, null));

        assertEquals("\nfour words of it\n", out());
        assertEquals("warning\n", err());
    }

    @Test
    void whatIsOlderIsLeftOut() throws IOException {
        write(LOG);

        read(options(false, -1, Instant.parse("2026-01-01T00:00:06Z")));

        assertEquals("\nfour words of it\n", out());
    }

    @Test
    void theFilePutAsideComesFirst() throws IOException {
        Files.writeString(directory.resolve("0.log.1"), "2026-01-01T00:00:00.1Z stdout F before\n");
        write("2026-01-01T00:00:01.1Z stdout F after\n");

        read(options(false, -1, null));

        assertEquals("before\nafter\n", out());
    }

    /// A disk that is full in the middle of a line, or somebody's own words.
    @Test
    void whatIsNoLineOfALogIsLeftOut() throws IOException {
        write("nonsense\n2026-01-01T00:00:01.1Z stdout\nyesterday stdout F x\n2026-01-01T00:00:01.1Z stdin F x\n" + "z".repeat(600_000)
                + "\n2026-01-01T00:00:01.1Z stdout F well\n2026-01-01T00:00:02.1Z stdout F torn");

        read(options(false, -1, null));

        assertEquals("well\n", out());
    }

    @Test
    void aLogThatIsNotThereYetIsEmpty() {
        read(options(false, -1, null));

        assertEquals("", out());
    }
}
