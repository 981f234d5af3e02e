package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final Path DISK = Path.of("/disk");

    @Test
    void whatFitsIsNoMatter() {
        assertEquals(Optional.empty(), new Space(100L << 20, 400L << 20).complaint(DISK));
    }

    @Test
    void whatDoesNotFitIsSaidWithBothSizes() {
        assertEquals(Optional.of("/disk has 300 MiB left, and it takes 356"), new Space(100L << 20, 300L << 20).complaint(DISK));
    }
}
