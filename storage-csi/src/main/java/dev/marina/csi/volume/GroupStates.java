package dev.marina.csi.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The groups of snapshots that exist. A group exists when its record does; ids are of the form of a snapshot's.
public final class GroupStates {

    private final Records<GroupRecord> groups;

    GroupStates(Path directory) {
        groups = new Records<>(directory, GroupRecord.class);
    }

    public Optional<GroupRecord> find(SnapshotId id) {
        return groups.find(id.value());
    }

    public List<GroupRecord> list() {
        return groups.list();
    }

    public void put(GroupRecord group) {
        groups.put(group.groupId().value(), group);
    }

    /// Succeeds when it is not there.
    public void remove(SnapshotId id) {
        groups.remove(id.value());
    }
}
