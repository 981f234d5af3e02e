package dev.marina.agent.volume;

import dev.marina.linux.fs.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// The file system of a node, as `hostPath` volumes show it: a directory on the machine, with the directories and the few files that
/// pods look for on any host. Pods may change all of it, root's writing is over when they see it.
final class HostFiles {

    /// Files of the machine that say nothing of it but what it is.
    private static final List<String> COPIED = List.of("os-release", "localtime");
    private static final int MOST_COPIED = 64 * 1024;

    private final Path directory;
    private final Owner owner;
    private final String hostname;
    private final String address;

    /// @param node the node's directory
    /// @param owner root of the node's containers
    HostFiles(Path node, Owner owner, String hostname, String address) {
        directory = node.resolve("hostfs");
        this.owner = owner;
        this.hostname = hostname;
        this.address = address;
    }

    /// Made whole or not at all, and then left to the pods.
    Path root() throws IOException {
        String name = directory.getFileName().toString();
        try (Directory node = Directory.open(directory.getParent())) {
            if (node.status(name).isEmpty()) {
                String fresh = name + ".new";
                node.remove(fresh);
                try (Directory root = make(node, fresh, 0755)) {
                    fill(root);
                }
                node.rename(fresh, name);
            }
        }
        return directory;
    }

    private void fill(Directory root) throws IOException {
        for (String made : List.of("data", "home", "mnt", "opt", "root", "run", "srv", "var", "var/cache", "var/lib", "var/log")) {
            make(root, made, 0755).close();
        }
        make(root, "tmp", 01777).close();
        make(root, "var/tmp", 01777).close();
        try (Directory etc = make(root, "etc", 0755)) {
            write(etc, "hostname", hostname + "\n");
            write(etc, "hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n%s\t%s\n".formatted(address, hostname));
            write(etc, "machine-id", UUID.randomUUID().toString().replace("-", "") + "\n");
            for (String file : COPIED) {
                Path original = Path.of("/etc", file);
                if (Files.isRegularFile(original) && Files.size(original) <= MOST_COPIED) {
                    etc.write(file, Files.readAllBytes(original), 0644, owner.uid(), owner.gid());
                }
            }
        }
    }

    private Directory make(Directory parent, String name, int permissions) {
        Directory made = parent.make(name, permissions);
        made.owner(owner.uid(), owner.gid());
        made.permissions(permissions);
        return made;
    }

    private void write(Directory directory, String name, String text) {
        directory.write(name, text.getBytes(StandardCharsets.UTF_8), 0644, owner.uid(), owner.gid());
    }

    /// What pods have left of a file; empty when it is none any more.
    String read(String path, int most) throws IOException {
        try (Directory root = Directory.open(root())) {
            return root.read(path, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
        }
    }
}
