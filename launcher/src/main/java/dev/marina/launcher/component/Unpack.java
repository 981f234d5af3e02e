package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.marina.launcher.process.Command;

/// Archives become directories at once or not at all: an interrupted unpacking leaves nothing that looks complete.
final class Unpack {
    /// A `.tar.gz` with one directory at its top, which is left out.
    static void tarGz(Path archive, Path target) throws IOException, InterruptedException {
        Path fresh = fresh(target);
        Command.of("tar", "-xzf", archive.toString(), "-C", fresh.toString(), "--strip-components=1", "--no-same-owner").require();
        Files.move(fresh, target);
    }

    /// A jar that holds a `.txz`.
    static void zonky(Path jar, Path target) throws IOException, InterruptedException {
        Path fresh = fresh(target);
        Path inner = Files.createTempFile(target.getParent(), "postgresql", ".txz");
        try (var zip = new java.util.zip.ZipFile(jar.toFile())) {
            var entry = zip.stream().filter(candidate -> candidate.getName().endsWith(".txz")).findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no .txz"));
            try (var in = zip.getInputStream(entry)) {
                Files.copy(in, inner, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            Command.of("tar", "-xJf", inner.toString(), "-C", fresh.toString(), "--no-same-owner").require();
        } finally {
            Files.deleteIfExists(inner);
        }
        Files.move(fresh, target);
    }

    private static Path fresh(Path target) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Trees.delete(fresh);
        return Files.createDirectories(fresh);
    }

    private Unpack() {}
}
