package dev.marina.csi.volume;

/// What is in a volume when it is made.
public sealed interface Content {

    Content EMPTY = new Empty();

    record Empty() implements Content {}

    record OfSnapshot(SnapshotId snapshot) implements Content {}

    /// As the volume is at that moment, in use or not.
    record OfVolume(VolumeId volume) implements Content {}

    /// As it is kept in a volume's record; "" for an empty one.
    default String text() {
        return switch (this) {
            case Empty _ -> "";
            case OfSnapshot(SnapshotId snapshot) -> "snapshot/" + snapshot;
            case OfVolume(VolumeId volume) -> "volume/" + volume;
        };
    }

    static Content of(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        String id = text.substring(text.indexOf('/') + 1);
        return text.startsWith("snapshot/") ? new OfSnapshot(new SnapshotId(id)) : new OfVolume(new VolumeId(id));
    }
}
