package dev.marina.launcher.build;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The systemd units that our Debian packages bring. An installation runs servers of its own, so units that came with the packages
/// are kept from starting at the next boot; a unit that was there before belongs to the machine and is left alone.
final class PackageUnits {
    private static final List<String> KNOWN = List.of("etcd.service", "docker.service", "docker.socket", "containerd.service", "haproxy.service",
            "nginx.service", "bird.service");

    private final List<Path> directories;

    PackageUnits(List<Path> directories) {
        this.directories = directories;
    }

    static PackageUnits ofMachine() {
        return new PackageUnits(List.of(Path.of("/etc/systemd/system"), Path.of("/usr/lib/systemd/system"), Path.of("/lib/systemd/system")));
    }

    List<String> absent() {
        return KNOWN.stream().filter(unit -> !there(unit)).toList();
    }

    /// The command that disables those of `before` that have appeared since. Empty: none has.
    List<String> disabling(List<String> before) {
        List<String> appeared = before.stream().filter(KNOWN::contains).filter(this::there).toList();
        if (appeared.isEmpty()) {
            return List.of();
        }
        List<String> command = new ArrayList<>(List.of("systemctl", "disable", "--quiet"));
        command.addAll(appeared);
        return command;
    }

    private boolean there(String unit) {
        return directories.stream().anyMatch(directory -> Files.exists(directory.resolve(unit)));
    }
}
