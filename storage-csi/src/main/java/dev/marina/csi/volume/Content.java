package dev.marina.csi.volume;

/// What is in a volume when it is made.
public sealed interface Content {

    Content EMPTY = new Empty();
    String RESTORED = "restored/";

    record Empty() implements Content {}

    record OfSnapshot(SnapshotId snapshot) implements Content {}

    /// As the volume is at that moment, in use or not.
    record OfVolume(VolumeId volume) implements Content {}

    /// What was in another volume once, and was kept elsewhere.
    ///
    /// @param of which volume of which backup
    record Restored(String of, Pieces.Source pieces) implements Content {}

    /// As it is kept in a volume's record; "" for an empty one.
    default String text() {
        return switch (this) {
            case Empty _ -> "";
            case OfSnapshot(SnapshotId snapshot) -> "snapshot/" + snapshot;
            case OfVolume(VolumeId volume) -> "volume/" + volume;
            case Restored(String of, Pieces.Source _) -> RESTORED + of;
        };
    }

    static Content of(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        if (text.startsWith(RESTORED)) {
            return new Restored(text.substring(RESTORED.length()), _ -> {
                throw new IllegalStateException("what was restored is in the volume and nowhere else");
            });
        }
        String id = text.substring(text.indexOf('/') + 1);
        return text.startsWith("snapshot/") ? new OfSnapshot(new SnapshotId(id)) : new OfVolume(new VolumeId(id));
    }
}
