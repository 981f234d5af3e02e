package dev.marina.examples.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import dev.marina.launcher.component.Docker;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.images.Recipe;
import dev.marina.launcher.process.Command;

/// The smallest Debian, of the machine's own release and from the machine's own mirror: what the other images build on.
final class DebianRecipe implements Recipe {
    static final String NAME = "debian";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String text() throws IOException {
        return "debian 1 " + AptSource.ofMachine().suite();
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        AptSource source = AptSource.ofMachine();
        Path root = work.resolve("root");
        Command.of("debootstrap", "--variant=minbase", source.suite(), root.toString(), source.mirror()).require();
        // No service starts while a package is installed in an image.
        Path policy = Files.writeString(root.resolve("usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n");
        Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String cache : List.of("var/cache/apt/archives", "var/lib/apt/lists")) {
            Trees.delete(root.resolve(cache));
            Files.createDirectories(root.resolve(cache).resolve("partial"));
        }
        Path archive = work.resolve("image.tar");
        Command.of("tar", "-cf", archive.toString(), "-C", root.toString(), "--one-file-system", "--numeric-owner", ".").require();
        docker.command("import", "-c", "CMD [\"bash\"]", "-c", "LABEL " + label, archive.toString(), tag).require();
    }
}
