package dev.marina.csi.volume;

import java.util.List;

/// What is durably known of snapshots that were taken together.
///
/// @param name by which they were asked for; a second request for the name finds them
/// @param cluster of their volumes, possibly empty
/// @param snapshots ids of all of them
/// @param takenMillis when, in milliseconds since 1970
/// @param unfinished while they are being taken: nobody has been told of any of them yet
public record GroupRecord(String id, String name, String cluster, List<String> snapshots, long takenMillis, boolean unfinished) {

    public GroupRecord {
        snapshots = List.copyOf(snapshots);
    }

    public SnapshotId groupId() {
        return new SnapshotId(id);
    }

    public GroupRecord taken(long millis) {
        return new GroupRecord(id, name, cluster, snapshots, millis, false);
    }
}
