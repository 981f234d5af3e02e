package dev.marina.launcher.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

import dev.marina.launcher.component.Docker;
import dev.marina.launcher.process.Command;

/// The program that holds a pod's namespaces. Its 640 bytes lie beside its source, so no compiler is needed.
final class PauseRecipe implements Recipe {
    @Override
    public String name() {
        return "pause";
    }

    @Override
    public String text() throws IOException {
        return HexFormat.of().formatHex(program());
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        Path file = Files.write(work.resolve("pause"), program());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path archive = work.resolve("image.tar");
        Command.of("tar", "-cf", archive.toString(), "-C", work.toString(), "--owner=0", "--group=0", "--mtime=@0", "pause").require();
        docker.command("import", "-c", "ENTRYPOINT [\"/pause\"]", "-c", "LABEL " + label, archive.toString(), tag).require();
    }

    private static byte[] program() throws IOException {
        try (InputStream in = PauseRecipe.class.getResourceAsStream("/images/pause/pause")) {
            return in.readAllBytes();
        }
    }
}
