package dev.marina.agent.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BallastTest {

    private static final Disks.Space SPACE = new Disks.Space(1_000_000, 900_000, 1_000, 900);

    @TempDir
    Path directory;

    private List<Long> sizes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.toFile().length()).toList();
        }
    }

    @Test
    void itTakesWhatIsFreeButForALittleAndNoMoreTheSecondTime() throws IOException {
        Ballast ballast = new Ballast(directory);
        ballast.load(SPACE);
        assertEquals(List.of(860_000L), sizes());
        ballast.load(new Disks.Space(1_000_000, 500_000, 1_000, 900));
        assertEquals(List.of(860_000L), sizes());
    }

    @Test
    void aDiskThatIsFullAlreadyIsLeftAsItIs() throws IOException {
        new Ballast(directory).load(new Disks.Space(1_000_000, 30_000, 1_000, 900));
        assertEquals(List.of(), sizes());
    }

    @Test
    void itIsGoneAfterwardsAlsoTheSecondTime() throws IOException {
        Ballast ballast = new Ballast(directory);
        ballast.load(SPACE);
        ballast.drop();
        ballast.drop();
        assertEquals(List.of(), sizes());
    }
}
