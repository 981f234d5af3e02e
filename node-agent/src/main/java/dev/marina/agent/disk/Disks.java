package dev.marina.agent.disk;

import java.nio.file.Path;

/// Of the machine's nodes: one each, on which lies all that its pods write.
public interface Disks {

    /// @param bytes that the disk holds, without what is reserved for the machine's root: the same however full it is
    record Space(long bytes, long free, long inodes, long freeInodes) {}

    /// Makes the node's disk appear at the directory, and makes it first if there is none. May be called twice.
    void open(String node, Path directory);

    /// @param directory where the node's disk is mounted
    Space space(Path directory);

    /// After it was unmounted; takes no longer for a full disk than for an empty one. Succeeds when there is none.
    void delete(String node, Path directory);
}
