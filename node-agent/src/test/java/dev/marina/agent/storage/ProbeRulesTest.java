package dev.marina.agent.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeRulesTest {

    @TempDir
    Path directory;

    @Test
    void machineWithoutUdevIsLeftAlone() throws IOException {
        new ProbeRules(directory.resolve("udev"), directory).write();

        assertFalse(Files.exists(directory.resolve("udev")));
    }

    @Test
    void imagesAreNamedAndRulesGoWithTheInstallation() throws IOException {
        Path udev = Files.createDirectory(directory.resolve("udev"));
        ProbeRules rules = new ProbeRules(udev, Path.of("/srv/marina/volumes/images"));
        new ProbeRules(udev, Path.of("/srv/other/volumes/images")).write();

        rules.write();

        Path file = udev.resolve("rules.d/59-marina-volumes-%08x.rules".formatted("/srv/marina/volumes/images".hashCode()));

        assertTrue(Files.readString(file).contains("ATTRS{loop/backing_file}==\"/srv/marina/volumes/images/*\", GOTO=\"marina_volume\""));
        assertEquals(1, Files.readString(file).lines().filter(line -> line.contains("UDISKS_IGNORE")).count());
        rules.remove();
        rules.remove();
        assertFalse(Files.exists(file));
        try (Stream<Path> left = Files.list(udev.resolve("rules.d"))) {
            assertEquals(1, left.count());
        }
    }
}
