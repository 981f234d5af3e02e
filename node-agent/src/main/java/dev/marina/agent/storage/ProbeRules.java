package dev.marina.agent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps a machine's udev from what tenants write: a new block device is looked at for partitions' labels and file systems, and offered
/// to whoever mounts by itself. A machine without udev looks at nothing.
///
/// @param images of the volumes
record ProbeRules(Path udev, Path images) {

    static ProbeRules machines(Path images) {
        return new ProbeRules(Path.of("/run/udev"), images.toAbsolutePath());
    }

    void write() {
        if (!Files.isDirectory(udev)) {
            return;
        }
        try {
            Files.createDirectories(file().getParent());
            // Before 60-persistent-storage.rules and 80-udisks2.rules, which go by these.
            Files.writeString(file(), """
                    # Written by Marina's node agent: devices of tenants' volumes, their partitions, and those attached to such devices.
                    SUBSYSTEM!="block", GOTO="marina_end"
                    KERNEL!="loop*", GOTO="marina_end"
                    ATTRS{loop/backing_file}=="%1$s/*", GOTO="marina_volume"
                    ATTRS{loop/backing_file}=="/dev/loop*", GOTO="marina_volume"
                    GOTO="marina_end"
                    LABEL="marina_volume"
                    ENV{UDEV_DISABLE_PERSISTENT_STORAGE_RULES_FLAG}="1", ENV{UDISKS_IGNORE}="1", ENV{SYSTEMD_READY}="0", OPTIONS+="nowatch"
                    LABEL="marina_end"
                    """.formatted(images));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write udev's rules", failure);
        }
    }

    /// Of this installation: a machine may have several.
    private Path file() {
        return udev.resolve("rules.d").resolve("59-marina-volumes-%08x.rules".formatted(images.toString().hashCode()));
    }

    /// Succeeds when there are none.
    void remove() {
        try {
            Files.deleteIfExists(file());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
