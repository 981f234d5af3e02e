package dev.marina.agent.disk;

import dev.marina.agent.ids.IdRange;
import dev.marina.linux.IdMappedMounts;
import dev.marina.linux.Mounting;
import dev.marina.linux.UserNamespace;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a node has in a directory of the machine's disk, from the time before nodes had disks and containers ids of their own. It is
/// put aside, copied to the node's disk with its owners as they are now, and deleted. Each step may be done again.
record OldDirectory(Path directory, IdRange ids) {

    private static final List<String> KEPT = List.of("pods", "hostfs");

    private Path aside() {
        return directory.resolveSibling(directory.getFileName() + ".before");
    }

    void putAside() throws IOException {
        if (Files.isDirectory(directory) && KEPT.stream().anyMatch(name -> Files.exists(directory.resolve(name)))) {
            unmountBelow(directory);
            Files.move(directory, aside());
        }
    }

    void takeOver() throws IOException {
        if (!Files.exists(aside())) {
            return;
        }
        unmountBelow(aside());
        try (UserNamespace owners = UserNamespace.mapping(ids.first(), ids.count())) {
            Mounting.mount(aside().toString(), aside().toString(), null, Mounting.MS_BIND, null);
            IdMappedMounts.bind(aside().toString(), aside().toString(), owners);
            for (String name : KEPT) {
                if (Files.exists(aside().resolve(name))) {
                    Program.run(List.of("cp", "--archive", "--one-file-system", aside().resolve(name).toString(), directory.toString()));
                }
            }
        } finally {
            unmountBelow(aside());
        }
        delete();
    }

    void delete() {
        Trees.delete(aside());
    }

    private static void unmountBelow(Path root) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            lines.map(line -> Path.of(line.split(" ")[4].replace("\\040", " "))).filter(path -> path.startsWith(root)).toList().reversed()
                    .forEach(path -> Mounting.unmount(path.toString(), Mounting.MNT_DETACH | Mounting.UMOUNT_NOFOLLOW));
        }
    }
}
