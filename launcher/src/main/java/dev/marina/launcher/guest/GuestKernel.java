package dev.marina.launcher.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.process.Command;

/// Debian's kernel for virtual machines, unpacked into a directory; it is never installed on this machine.
record GuestKernel(Path file) {
    private static final String META_PACKAGE = "linux-image-cloud-amd64";
    private static final Pattern REAL_PACKAGE = Pattern.compile("Depends: (linux-image-\\S+)");

    /// Takes the package from the machine's own sources, unless this version of it is there already.
    static GuestKernel fetch(Path directory) throws IOException, InterruptedException {
        String name = realPackage(Command.of("apt-cache", "depends", META_PACKAGE).run().output());
        Path unpacked = directory.resolve(name);
        if (Files.notExists(unpacked)) {
            Path fresh = directory.resolve("unpacking");
            Trees.delete(fresh);
            Files.createDirectories(fresh);
            Command.of("apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", name).in(fresh).require();
            try (Stream<Path> packages = Files.list(fresh)) {
                Command.of("dpkg-deb", "-x", packages.findFirst().orElseThrow().toString(), fresh.toString()).require();
            }
            Files.move(fresh, unpacked);
        }
        try (Stream<Path> files = Files.list(unpacked.resolve("boot"))) {
            return new GuestKernel(files.filter(file -> file.getFileName().toString().startsWith("vmlinuz-")).findFirst().orElseThrow());
        }
    }

    /// The package of one release on which the one without a release depends.
    static String realPackage(String dependencies) {
        Matcher matcher = REAL_PACKAGE.matcher(dependencies);
        if (!matcher.find()) {
            throw new Complaint(
                    "the package sources of this machine have no %s; these tests need Debian on an x86-64 machine, and lists renewed by apt-get update"
                            .formatted(META_PACKAGE));
        }
        return matcher.group(1);
    }
}
