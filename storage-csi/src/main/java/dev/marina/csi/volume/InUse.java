package dev.marina.csi.volume;

/// What would have to be of one moment is being written to, and its writers cannot be made to wait.
public final class InUse extends RuntimeException {

    public InUse(VolumeId volume) {
        super(("raw block volume %s is in use: on a disk whose file system cannot share blocks it can be copied while no pod uses it").formatted(volume));
    }

    public InUse(VolumeId first, VolumeId second) {
        super("raw block volumes %s and %s are both in use: nothing makes their writers wait, so that there is no moment of both".formatted(first, second));
    }
}
