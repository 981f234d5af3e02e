package dev.marina.agent.volume;

import dev.marina.agent.ids.IdRange;
import dev.marina.linux.LinuxException;
import dev.marina.linux.ThrowAwayThread;
import dev.marina.linux.fs.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The file system of a node, as `hostPath` volumes show it: a directory on the machine, with the directories and the few files that
/// pods look for on any host. Pods may change all of it, root's writing is over when they see it.
public final class HostFiles {

    /// Files of the machine that say nothing of it but what it is.
    private static final List<String> COPIED = List.of("os-release", "localtime");
    private static final int MOST_COPIED = 64 * 1024;
    /// Of directories that are for drivers and the agent.
    private static final int PRIVATE = 0750;

    private final Path directory;
    private final Owner owner;
    private final String hostname;
    private final String address;

    /// @param node the node's directory
    /// @param ids of the node's containers, whose root it belongs to
    public static HostFiles of(Path node, IdRange ids, String hostname, String address) {
        return new HostFiles(node, Owner.of(ids, Optional.empty()), hostname, address);
    }

    /// @param node the node's directory
    /// @param owner root of the node's containers
    HostFiles(Path node, Owner owner, String hostname, String address) {
        directory = node.resolve("hostfs");
        this.owner = owner;
        this.hostname = hostname;
        this.address = address;
    }

    /// Made whole or not at all, and then left to the pods.
    public Path root() throws IOException {
        String name = directory.getFileName().toString();
        try (Directory node = Directory.open(directory.getParent())) {
            if (node.status(name).isEmpty()) {
                String fresh = name + "." + UUID.randomUUID();
                try (Directory root = make(node, fresh, 0755)) {
                    fill(root);
                }
                try {
                    node.rename(fresh, name);
                } catch (LinuxException taken) {
                    // Somebody else has made it meanwhile.
                    node.remove(fresh);
                    if (node.status(name).isEmpty()) {
                        throw taken;
                    }
                }
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

    /// Makes what is missing of a directory. Throws [dev.marina.linux.LinuxException] where pods have put something else, such as a link, in its way.
    ///
    /// @param path from the root, as in `var/lib`
    public void ensure(String path) throws IOException {
        Directory at = Directory.open(root());
        for (String part : path.split("/")) {
            Directory above = at;
            try {
                at = above.status(part).isPresent() ? above.directory(part) : make(above, part, PRIVATE);
            } finally {
                above.close();
            }
        }
        at.close();
    }

    /// Removes what is there, with all that is in it; links on the way are not followed. Succeeds when there is nothing.
    ///
    /// @param directory from the root, as in `var/lib`
    public void remove(String directory, String name) throws IOException {
        Path all = root();
        ThrowAwayThread.call("remove " + name, () -> {
            try (Directory root = Directory.open(all); Directory parent = root.directory(directory)) {
                parent.remove(name);
            } catch (LinuxException missing) {
                if (missing.errno() != LinuxException.ENOENT && missing.errno() != LinuxException.ENOTDIR && missing.errno() != LinuxException.ELOOP) {
                    throw missing;
                }
            }
            return null;
        });
    }

    /// Names in a directory, no more than so many; none where there is no such directory.
    public List<String> names(String path, int most) throws IOException {
        try (Directory root = Directory.open(root()); Directory directory = root.directory(path)) {
            return directory.names(most);
        } catch (LinuxException missing) {
            return List.of();
        }
    }

    /// What pods have left of a file; empty when it is none any more.
    String read(String path, int most) throws IOException {
        try (Directory root = Directory.open(root())) {
            return root.read(path, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
        }
    }
}
