package dev.marina.csi.volume;

/// What is durably known of a snapshot.
///
/// @param name by which it was asked for; a second request for the name finds this snapshot
/// @param cluster of its volume, possibly empty
/// @param volume of which it was taken; that one may be gone
/// @param bytes of the volume at that time: the least that a volume made of it has
/// @param takenMillis when, in milliseconds since 1970
/// @param unfinished while it is being taken: nobody has been told of it yet
/// @param block whether it is of a raw block volume, whose writer may have made anything of it
/// @param group id of the group that it was taken with, or ""
public record SnapshotRecord(String id, String name, String cluster, String volume, long bytes, long takenMillis, boolean unfinished, boolean block,
        String group) {

    public SnapshotRecord {
        // Records from before there were groups name none.
        group = group == null ? "" : group;
    }

    public SnapshotId snapshotId() {
        return new SnapshotId(id);
    }

    public SnapshotRecord taken(long millis) {
        return new SnapshotRecord(id, name, cluster, volume, bytes, millis, false, block, group);
    }
}
