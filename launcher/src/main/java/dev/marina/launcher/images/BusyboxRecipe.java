package dev.marina.launcher.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.marina.launcher.component.Docker;
import dev.marina.launcher.process.Command;

/// Debian's static busybox with a link for each of its programs.
final class BusyboxRecipe implements Recipe {
    private static final List<Path> PLACES = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));

    @Override
    public String name() {
        return "busybox";
    }

    @Override
    public String text() throws IOException {
        return "busybox 2 " + Files.size(program()) + " " + Files.getLastModifiedTime(program());
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        Path root = work.resolve("root");
        for (String directory : List.of("bin", "sbin", "usr/bin", "usr/sbin", "etc", "tmp", "root", "home", "var/www", "proc", "sys", "dev")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.copy(program(), root.resolve("bin/busybox"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        for (String applet : Command.of(program().toString(), "--list").require().lines().toList()) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        Files.setPosixFilePermissions(root.resolve("tmp"), java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        Path archive = work.resolve("image.tar");
        Command.of("tar", "-cf", archive.toString(), "-C", root.toString(), "--owner=0", "--group=0", "--mtime=@0", "--sort=name", ".").require();
        docker.command("import", "-c", "CMD [\"sh\"]", "-c", "ENV PATH=/bin:/sbin:/usr/bin:/usr/sbin", "-c", "LABEL " + label, archive.toString(), tag)
                .require();
    }

    private static Path program() throws IOException {
        return PLACES.stream().filter(Files::exists).findFirst().orElseThrow(() -> new IOException("busybox is missing: apt-get install busybox-static"));
    }
}
