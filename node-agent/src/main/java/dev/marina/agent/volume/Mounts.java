package dev.marina.agent.volume;

import dev.marina.linux.BlockDevice;
import java.nio.file.Path;
import java.util.List;

/// The machine's mount table.
public interface Mounts {

    /// A directory that lives in memory. Nothing happens if something is mounted at the target.
    void tmpfs(Path target, long sizeBytes, int permissions, Owner owner);

    /// A directory of its own kind, in which [#DEVICE] stands for the device and nothing else can be. What was there before goes.
    ///
    /// @param permissions of the file
    void device(Path target, BlockDevice device, int permissions, Owner owner);

    String DEVICE = "device";

    /// Layers of directories shown as one, in which nothing can be written or run.
    ///
    /// @param within where the layers are
    /// @param layers names there, the uppermost first; at least two
    void overlay(Path within, List<String> layers, Path target);

    /// Makes `target` (a directory, or a file for a file) show what lies at `path` inside `root`. Symbolic links on the way are
    /// followed as if `root` were the whole file system. Missing directories are made if `create` allows it, for the root's owner.
    ///
    /// Throws [java.nio.file.NoSuchFileException] when nothing is there.
    void pin(Path root, String path, Path target, Create create) throws java.io.IOException;

    /// Nobody writes by what is pinned there any more.
    void readOnly(Path target);

    /// What is made where nothing is. `DIRECTORY_LIKE_ROOT` gives every directory that is made the root's permissions.
    enum Create {
        NOTHING, DIRECTORY, DIRECTORY_LIKE_ROOT, FILE
    }

    /// Takes away every mount at or below the path; succeeds when there is none.
    void unmountBelow(Path path);

    /// Mount points at or below the path, deepest first.
    List<Path> below(Path path);
}
