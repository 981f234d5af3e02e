package dev.marina.agent.runtime;

import dev.marina.linux.FileSystems;
import java.util.List;
import java.util.Set;

/// What an engine keeps of images, for whoever makes room.
public interface StoredImages {

    /// @param bytes that it takes, with what it shares with others
    /// @param fetchable whether a registry has it, so that it can be had again
    record Stored(String id, long bytes, boolean fetchable) {}

    List<Stored> stored();

    /// Ids of images that containers are of, whether they run or not.
    Set<String> inUse();

    /// Where the images lie.
    FileSystems.Fill space();

    /// Throws [RuntimeFailure] when something has come to use it.
    void remove(String id);
}
