package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabPackTest {

    @TempDir
    Path root;

    @BeforeEach
    void aLab() throws IOException {
        write("labs/paint/lab.yaml", "title: x");
        write("labs/paint/en.md", "x");
        write("labs/paint/manifests/given.yaml", "x");
        write("labs/paint/solution.sh", "kubectl");
        write("labs/paint/mutants/one.sh", "kubectl");
        write("README.md", "x");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private List<String> packed() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(LabPack.of(Context.of(root))))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void onlyWhatALabConsistsOfIsPackedAndTheSameIsTheSame() throws IOException {
        assertEquals(List.of("labs/paint/en.md", "labs/paint/lab.yaml", "labs/paint/manifests/given.yaml"), packed());
        assertArrayEquals(LabPack.of(Context.of(root)), LabPack.of(Context.of(root)));
    }

    @Test
    void linksOfASourceLeadNowhere() throws IOException {
        Files.createSymbolicLink(root.resolve("labs/paint/zh.md"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("labs/away"), Path.of("/etc"));
        assertEquals(List.of("labs/paint/en.md", "labs/paint/lab.yaml", "labs/paint/manifests/given.yaml"), packed());
    }

    @Test
    void whatIsTooLargeOrNoLabIsSaid() throws IOException {
        write("labs/paint/zh.md", "x".repeat(70_000));
        assertTrue(assertThrows(BuildFailure.class, this::packed).getMessage().startsWith("labs/paint/zh.md has 70000 bytes"));
        Files.delete(root.resolve("labs/paint/zh.md"));
        Random random = new Random(1);
        for (int i = 0; i < 12; i++) {
            byte[] noise = new byte[48_000];
            random.nextBytes(noise);
            Files.write(root.resolve("labs/paint/manifests/" + i + ".yaml"), noise);
        }
        assertTrue(assertThrows(BuildFailure.class, this::packed).getMessage().contains("when they are packed"));
        Files.delete(root.resolve("labs/paint/lab.yaml"));
        assertTrue(assertThrows(BuildFailure.class, this::packed).getMessage().startsWith("the source has no lab"));
    }
}
