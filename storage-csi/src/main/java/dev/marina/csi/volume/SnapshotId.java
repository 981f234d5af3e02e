package dev.marina.csi.volume;

/// Identity of a snapshot: `<cluster>_<name>`, as volumes have theirs. Snapshots and volumes may have the same.
public record SnapshotId(String value) {

    public SnapshotId {
        if (!VolumeId.valid(value)) {
            throw new IllegalArgumentException("snapshot id \"%s\" is not of the form of a volume's".formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
