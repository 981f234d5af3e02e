package dev.marina.agent.figures;

import dev.marina.linux.FileSystems;
import dev.marina.linux.MountTable;
import dev.marina.linux.fs.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What something takes of its node's disk. Where not all of it was looked at, at least so much.
public record DiskUse(long bytes, long inodes) {

    public static final DiskUse NOTHING = new DiskUse(0, 0);

    public DiskUse plus(DiskUse other) {
        return new DiskUse(bytes + other.bytes, inodes + other.inodes);
    }

    /// One look at several directories, which together looks at a number of files and no more.
    static final class Look {

        private final Set<Path> mounts = MountTable.read().stream().map(MountTable.Mounted::target).collect(Collectors.toSet());
        private final long share;

        /// @param files that may be looked at for all of `directories`
        Look(long files, int directories) {
            share = files / Math.max(1, directories);
        }

        /// A file system of its own tells at once how full it is.
        DiskUse of(Path directory) {
            if (mounts.contains(directory.toAbsolutePath())) {
                FileSystems.Fill fill = FileSystems.fill(directory);
                return new DiskUse(fill.used(), fill.usedInodes());
            }
            if (share == 0 || !Files.isDirectory(directory)) {
                return NOTHING;
            }
            Trees.Use use = Trees.use(directory, share);
            return new DiskUse(use.bytes(), use.files());
        }

        DiskUse of(List<Path> directories) {
            return directories.stream().map(this::of).reduce(NOTHING, DiskUse::plus);
        }
    }
}
