package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerIgnoreTest {

    @ParameterizedTest
    @CsvSource({"node_modules, node_modules/a/b, true", "node_modules, x/node_modules/a, false", "**/node_modules, x/y/node_modules/a, true",
            "**/node_modules, node_modules, true", "*.md, README.md, true", "*.md, docs/README.md, false", "docs/*.md, docs/x.md, true", "/a/, a/b, true",
            "a?c, abc, true", "a?c, a/c, false", "a.c, abc, false", "**/*.log, a/b.log, true", "x/**, x/a/b, true", "(, (, true"})
    void aPatternFitsAsDockersDo(String pattern, String path, boolean excluded) {
        assertEquals(excluded, DockerIgnore.parse(pattern).excludes(path));
    }

    @Test
    void theLastThatFitsDecides() {
        DockerIgnore ignore = DockerIgnore.parse("# all\n*\n!src\nsrc/*.tmp\n\n");

        assertEquals(true, ignore.excludes("secret"));
        assertEquals(false, ignore.excludes("src/a/b"));
        assertEquals(true, ignore.excludes("src/a.tmp"));
    }

    /// A pattern is somebody's: none takes longer the longer a name is.
    @Test
    void noPatternTakesForEver() {
        DockerIgnore ignore = DockerIgnore.parse("**/".repeat(200) + "x\n" + "*a".repeat(12) + "\n");

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ignore.excludes("a".repeat(60) + "/" + "a".repeat(60) + "b"));
    }
}
