package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.marina.launcher.instance.ContainerIds;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;

/// The user under whose name the engine finds the ids of this installation's containers in `/etc/subuid` and `/etc/subgid`. Nothing
/// ever runs as this user. The engine reads these two files and no other, and needs a name that is in `/etc/passwd`.
public record ContainerUser(String name, ContainerIds ids) {
    public static ContainerUser of(Instance instance) {
        return new ContainerUser("marina-" + instance.id() + "-containers", instance.identity().containerIds());
    }

    /// May be called twice. Lines of others stay as they are.
    void ensure() throws IOException, InterruptedException {
        if (lines("/etc/passwd").stream().noneMatch(line -> line.startsWith(name + ":"))) {
            Command.of("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name).require();
        }
        String range = ids.first() + "-" + ids.last();
        if (!has("/etc/subuid")) {
            Command.of("usermod", "--add-subuids", range, name).require();
        }
        if (!has("/etc/subgid")) {
            Command.of("usermod", "--add-subgids", range, name).require();
        }
    }

    private boolean has(String file) throws IOException {
        return lines(file).contains("%s:%d:%d".formatted(name, ids.first(), ContainerIds.COUNT));
    }

    private static List<String> lines(String file) throws IOException {
        return Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
    }

    /// Its lines in all four files go. Succeeds when there is no such user.
    public void remove() throws IOException, InterruptedException {
        if (lines("/etc/passwd").stream().anyMatch(line -> line.startsWith(name + ":"))) {
            Command.of("userdel", name).require();
        }
    }
}
