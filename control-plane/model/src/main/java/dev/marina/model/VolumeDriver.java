package dev.marina.model;

/// The platform's own driver of volumes, as objects of a cluster name it.
public final class VolumeDriver {

    public static final String NAME = "csi.marina.dev";
    /// Label of nodes, and of contents of snapshots: on which machine volumes and snapshots lie.
    public static final String TOPOLOGY_KEY = "topology.csi.marina.dev/machine";

    private VolumeDriver() {}
}
