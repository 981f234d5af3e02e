package dev.marina.agent.runtime;

/// A tenant node: names of nodes are unique in their cluster only.
public record NodeRef(String clusterId, String name) {

    /// One word that names this node on its machine: in directories, cgroups and container names.
    public String id() {
        return clusterId + "-" + name;
    }

    @Override
    public String toString() {
        return clusterId + "/" + name;
    }
}
