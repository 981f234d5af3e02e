package dev.marina.net;

import java.nio.file.Path;

/// Of the tenant nodes of a machine: makes them, and takes them away. Any thread may call.
public interface Networks {

    /// Makes the node's network be as specified. May be called twice, and again when peers change.
    NodeNetwork ensure(NodeSpec spec);

    /// Removes the node's network with everything in it. May be called twice.
    void remove(String clusterId, String name);

    /// The executable to call by CNI.
    Path cniPlugin();
}
