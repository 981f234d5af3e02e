package dev.marina.linux.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Where the machine has the programs.
class BuiltinImageTest {

    @TempDir
    private Path work;

    @BeforeEach
    void theMachineHasThePrograms() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/docker-init")) || Files.isExecutable(Path.of("/usr/libexec/docker/docker-init")));
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/busybox")) || Files.isExecutable(Path.of("/bin/busybox")));
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")));
        Assumptions.assumeTrue(Files.isReadable(Path.of("/usr/lib/nginx/modules/ngx_stream_module.so")));
    }

    @Test
    void librariesAreThoseThatTheLoaderNames() {
        assertEquals(List.of(Path.of("/lib/x86_64-linux-gnu/libz.so.1"), Path.of("/lib64/ld-linux-x86-64.so.2")), SharedLibraries.paths(Stream.of(
                "\tlinux-vdso.so.1 (0x00007f7dbe2c0000)", "\tlibz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x00007f7dbdfbd000)", "\tlibgone.so => not found",
                "\t/lib64/ld-linux-x86-64.so.2 (0x00007f7dbe2c2000)")));
    }

    /// As `tar` reads it.
    private List<String> listed(byte[] archive) throws IOException, InterruptedException {
        Path file = Files.write(work.resolve("image.tar"), archive);
        Process tar = new ProcessBuilder("tar", "-tf", file.toString()).redirectErrorStream(true).start();
        List<String> names = tar.inputReader().lines().toList();
        assertEquals(0, tar.waitFor(), names.toString());
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void theSameProgramsGiveTheSameImageUnderItsNames(BuiltinImage image) throws Exception {
        byte[] archive = image.archive(Map.of("recipe", "abc"));

        assertArrayEquals(archive, image.archive(Map.of("recipe", "abc")));
        List<String> names = listed(archive);
        assertTrue(names.containsAll(List.of("layer.tar", "manifest.json")), names.toString());
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\"marina/%s:1\",\"marina/%s:latest\"".formatted(image.text(), image.text())));
        assertTrue(text.contains("\"Labels\":{\"dev.marina.image\":\"%s\",\"recipe\":\"abc\"}".formatted(image.text())));
        assertEquals(image.recipe(), image.recipe());
    }

    @Test
    void eachHasARecipeOfItsOwn() throws Exception {
        assertNotEquals(BuiltinImage.PAUSE.recipe(), BuiltinImage.BUSYBOX.recipe());
        assertEquals("marina/pause:1", BuiltinImage.PAUSE.tag());
    }
}
