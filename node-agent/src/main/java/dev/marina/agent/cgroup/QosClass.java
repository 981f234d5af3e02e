package dev.marina.agent.cgroup;

/// Where among a node's groups a pod belongs.
public enum QosClass {
    GUARANTEED(""), BURSTABLE("/burstable"), BEST_EFFORT("/besteffort");

    private final String below;

    QosClass(String below) {
        this.below = below;
    }

    /// Path from the node's group; empty for pods that stand directly in it.
    public String below() {
        return below;
    }
}
