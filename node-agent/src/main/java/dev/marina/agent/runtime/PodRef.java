package dev.marina.agent.runtime;

/// A pod as the runtime knows it. The uid alone identifies it within its cluster.
public record PodRef(NodeRef node, String namespace, String name, String uid) {
    @Override
    public String toString() {
        return node.clusterId() + "/" + namespace + "/" + name;
    }
}
