package dev.marina.net;

import java.nio.file.Path;
import java.util.List;

/// Of the tenant nodes of a machine: makes them, and takes them away. Any thread may call.
public interface Networks {

    /// Makes the node's network be as specified. May be called twice, and again when peers change.
    NodeNetwork ensure(NodeSpec spec);

    /// Removes the node's network with everything in it. May be called twice.
    void remove(String clusterId, String name);

    /// Nodes on other machines to which this one leads who comes from outside: these and no others from now on. May be called twice.
    void elsewhere(List<NodeElsewhere> nodes);

    /// The executable to call by CNI.
    Path cniPlugin();
}
