package dev.marina.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class MigrationFilesTest {
    private static final Path FILES = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z0-9]+(_[a-z0-9]+)+\\.sql");

    @Test
    void everyFileIsNamedAsASentenceAndVersionsHaveNoGap() throws IOException {
        List<Integer> versions = names().stream().map(MigrationFilesTest::version).sorted().toList();

        assertEquals(IntStream.rangeClosed(1, versions.size()).boxed().toList(), versions);
    }

    private static List<String> names() throws IOException {
        try (var files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static int version(String name) {
        Matcher matcher = NAME.matcher(name);
        assertTrue(matcher.matches(), name + " does not match " + NAME);
        return Integer.parseInt(matcher.group(1));
    }
}
