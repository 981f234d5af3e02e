package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.edit.YamlDocuments;
import dev.marina.console.kube.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pairs of files: a compose file, and what becomes of it. `-Drewrite` writes the latter.
class ComposeTest {

    private static final Path FILES = Path.of("src/test/resources/dev/marina/console/applications");

    @ParameterizedTest
    @ValueSource(strings = {"shop", "circle"})
    void aComposeFileBecomesApplicationsAndWhatIsNotDoneIsSaidByItsField(String name) throws IOException {
        Compose compose = Compose.of(Files.readString(FILES.resolve(name + ".input.yaml")), "default");
        String made = compose.objects().stream().map(Yaml::of).collect(Collectors.joining("---\n"))
                + compose.remarks().stream().map(remark -> "# %s: %s %s".formatted(remark.field(), remark.key(), remark.value()).strip() + "\n")
                        .collect(Collectors.joining());

        Path output = FILES.resolve(name + ".output.yaml");
        if (System.getProperty("rewrite") != null) {
            Files.writeString(output, made);
        }
        assertEquals(Files.readString(output), made);
    }

    @Test
    void whatIsNoComposeFileIsRefusedWithItsLine() {
        assertEquals(2, assertThrows(YamlDocuments.Fault.class, () -> Compose.of("services:\n  a: [", "default")).line());
        assertThrows(YamlDocuments.Fault.class, () -> Compose.of("just words", "default"));
        assertThrows(YamlDocuments.Fault.class, () -> Compose.of("[".repeat(100_000), "default"));
    }

    @Test
    void aShortTextThatStandsForALongOneIsRefused() {
        String bomb = IntStream.range(0, 30).mapToObj(i -> "a%d: &a%d [%s]".formatted(i, i, i == 0 ? "x" : ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)))
                .collect(Collectors.joining("\n"));

        assertThrows(YamlDocuments.Fault.class, () -> Compose.of(bomb, "default"));
    }

    @Test
    void ofAThousandServicesNoMoreThanFiftyAreMade() {
        String many = "services:\n" + IntStream.range(0, 1000).mapToObj(i -> "  s%d: {image: 'i:1'}\n".formatted(i)).collect(Collectors.joining());

        Compose compose = Compose.of(many, "default");

        assertEquals(Compose.MOST_SERVICES, compose.objects().size());
        assertTrue(compose.remarks().stream().anyMatch(remark -> remark.key().equals("too-many")));
    }
}
