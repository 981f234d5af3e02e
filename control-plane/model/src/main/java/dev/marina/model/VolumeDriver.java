package dev.marina.model;

/// The platform's own driver of volumes, as objects of a cluster name it.
public final class VolumeDriver {

    public static final String NAME = "csi.marina.dev";

    private VolumeDriver() {}
}
