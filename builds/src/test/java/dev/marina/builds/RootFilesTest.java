package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RootFilesTest {

    private static RootFiles read(String text) throws IOException {
        RootFiles.Reader reader = new RootFiles.Reader();
        reader.write(text.getBytes(StandardCharsets.UTF_8));
        return reader.found();
    }

    @Test
    void whatIsDifferentIsChangedAndWhatIsGoneIsRemovedOnce() {
        RootFiles before = new RootFiles(Map.of("etc", "d 755 0:0", "etc/a", "f 1", "etc/b", "f 2", "opt", "d 755 0:0", "opt/x", "d 755 0:0", "opt/x/y", "f 3",
                "lib", "d 755 0:0", "lib/z", "f 4"));
        RootFiles after = new RootFiles(Map.of("etc", "d 755 0:0", "etc/a", "f 1", "etc/b", "f 9", "opt", "d 700 0:0", "lib", "l 777", "new", "f 5"));

        RootFiles.Changes changes = after.since(before, false);

        assertEquals(List.of("etc/b", "lib", "new", "opt"), changes.changed());
        assertEquals(List.of("opt/x"), changes.removed(), "below what is gone, and below what is no directory any more, nothing is left to say");
    }

    @Test
    void uponNothingTheDirectoriesAreSaidToo() {
        RootFiles before = new RootFiles(Map.of("etc", "d 755 0:0", "tmp", "d 1777 0:0"));
        RootFiles after = new RootFiles(Map.of("etc", "d 755 0:0", "etc/ssl", "d 755 0:0", "etc/ssl/x", "f 1", "tmp", "d 1777 0:0"));

        assertEquals(List.of("etc", "etc/ssl", "etc/ssl/x"), after.since(before, true).changed());
    }

    @Test
    void whatTheRuntimeMountsIsNotTheImages() throws IOException {
        RootFiles read = read("etc\0d 755 0:0\0etc/hosts\0f 1\0.dockerenv\0f 2\0a\nb\0f 3\0\u00e9\0f 4\0");

        assertEquals(List.of("a\nb", "etc", "\u00c3\u00a9"), read.files().keySet().stream().sorted().collect(Collectors.toList()));
    }

    /// It comes from where the source's commands have run.
    @Test
    void whoeverAnswersAtLengthIsNotListenedTo() {
        assertTrue(assertThrows(BuildFailure.class, () -> read("x".repeat(20_000))).getMessage().contains("a path of more than"));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 160_000; i++) {
            many.append(i).append("\0f\0");
        }
        assertTrue(assertThrows(BuildFailure.class, () -> read(many.toString())).getMessage().contains("more than 150000 files"));
    }
}
