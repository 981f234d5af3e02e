package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.account.Privileges;

/// With a real JVM.
class StartArchiveTest {
    /// Read by the JVM out of a jar: archives know no directories of classes.
    public static final class Program {
        public static void main(String[] arguments) {
            System.out.println(List.of(arguments));
        }
    }

    @TempDir
    Path place;
    private StartArchive archive;
    private Path jar;

    @BeforeEach
    void program() throws Exception {
        archive = new StartArchive(place.resolve("cache"), place.resolve("cache"), "program-1");
        archive.prepare(new Privileges.Root("test"));
        jar = place.resolve("program.jar");
        String name = Program.class.getName().replace('.', '/') + ".class";
        Path classes = Path.of(Program.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertEquals(0,
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "--create", "--file", jar.toString(), "-C",
                        classes.toString(), name)
                        .inheritIO().start().waitFor());
    }

    private ProcessSpec spec(String... more) {
        List<String> options = new ArrayList<>(List.of(more));
        options.addAll(archive.options());
        return new ProcessSpec(new Privileges.Root("test"), Jvm.command(Jvm.home(), "64m", options, jar.toString(), Program.class.getName(), List.of("said")),
                Map.of(), place, List.of());
    }

    private String run(ProcessSpec spec) throws IOException, InterruptedException {
        File said = place.resolve("said").toFile();
        assertEquals(0, new ProcessBuilder(spec.command()).directory(place.toFile()).redirectErrorStream(true).redirectOutput(said).start().waitFor());
        return Files.readString(said.toPath());
    }

    @Test
    void aProcessStartsFromTheArchiveOfTheOneBefore() throws Exception {
        assertEquals("[said]\n", run(spec()), "without an archive");
        assertEquals(0, archive.archived());

        archive.make(spec());

        assertTrue(archive.archived() > 0);
        String sources = run(spec("-Xlog:class+load"));
        assertTrue(sources.lines().anyMatch(line -> line.contains(Program.class.getName()) && line.contains("shared objects file")), sources);
        assertEquals("[said]\n", run(spec()));
    }

    @Test
    void anArchiveThatDoesNotFitIsPassedOver() throws Exception {
        Files.writeString(place.resolve("cache/program-1.jsa"), "not an archive");

        assertEquals("[said]\n", run(spec()));
    }

    @Test
    void theProcessIsTheSameWithAndWithoutAnArchive() throws Exception {
        String before = spec().fingerprint();
        run(spec());
        archive.make(spec());

        assertEquals(before, spec().fingerprint());
    }

    @Test
    void whatEarlierProgramsLeftGoes() throws IOException {
        Files.writeString(place.resolve("cache/program-0.jsa"), "");
        Files.writeString(place.resolve("cache/program-1.jsa"), "");

        archive.prepare(new Privileges.Root("test"));

        assertFalse(Files.exists(place.resolve("cache/program-0.jsa")));
        assertTrue(Files.exists(place.resolve("cache/program-1.jsa")));
    }

    @Test
    void aProcessThatNotesNothingHasNoArchive() throws IOException {
        assertEquals(0, archive.loaded());
        assertEquals(0, archive.archived());
    }

    @Test
    void aLinkInPlaceOfTheListIsNotFollowed() throws IOException {
        Path secret = Files.writeString(place.resolve("secret"), "java/lang/Object id: 0\n");
        Files.createSymbolicLink(place.resolve("cache/program-1.loaded"), secret);

        assertThrows(IOException.class, () -> archive.make(spec()));

        assertEquals(0, archive.archived());
        assertFalse(Files.exists(place.resolve("cache/program-1.archived.new")));
    }
}
