package dev.marina.agent.runtime;

/// Something happened to a container or sandbox of this pod; look at the snapshot for what.
public sealed interface RuntimeEvent {
    record PodChanged(NodeRef node, String podUid) implements RuntimeEvent {}

    /// Events may have been missed (the engine was away): look at every pod.
    record Resync() implements RuntimeEvent {}
}
