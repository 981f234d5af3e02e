package dev.marina.csi.volume;

/// The machine's disk cannot hold a volume in full.
public final class NoRoom extends RuntimeException {

    public NoRoom(long wanted, long available) {
        super("%d bytes are asked for and %d free".formatted(wanted, available));
    }
}
