package dev.marina.csi.rpc;

import dev.marina.csi.v1.CreateVolumeGroupSnapshotRequest;
import dev.marina.csi.v1.CreateVolumeGroupSnapshotResponse;
import dev.marina.csi.volume.GroupRecord;
import dev.marina.csi.volume.InUse;
import dev.marina.csi.volume.NoRoom;
import dev.marina.csi.volume.SnapshotId;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeId;
import dev.marina.csi.volume.VolumeRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keeps what is in several volumes at one moment: all of it or nothing. The same name again answers the same snapshots, or ALREADY_EXISTS if they would be of
/// other volumes. Each of them counts as one of its cluster's.
public record CreateVolumeGroupSnapshot(Storage storage) implements Rpc<CreateVolumeGroupSnapshotRequest, CreateVolumeGroupSnapshotResponse> {

    /// In one group: the writers of all of them wait for the slowest.
    static final int MOST = 20;

    @Override
    public CreateVolumeGroupSnapshotResponse handle(CreateVolumeGroupSnapshotRequest request) {
        if (request.getName().isEmpty()) {
            throw CsiFailure.missing("Group snapshot name");
        }
        List<String> named = request.getSourceVolumeIdsList();
        if (named.isEmpty()) {
            throw CsiFailure.missing("Group snapshot source volume IDs");
        }
        List<String> ids = named.stream().distinct().sorted().toList();
        if (ids.size() < named.size() || ids.size() > MOST) {
            throw CsiFailure.invalid("source volume ids are %d, of which %d differ: each is to be named once, and they are %d at most".formatted(named.size(),
                    ids.size(), MOST));
        }
        CreateSnapshot.requireKnown(request.getParametersMap());
        List<VolumeRecord> sources = ids.stream().map(storage::require).toList();
        String cluster = sources.getFirst().cluster();
        sources.forEach(source -> {
            Storage.requireOfCluster(request.getParametersMap(), source.cluster(), source.id());
            if (!source.cluster().equals(cluster)) {
                throw CsiFailure.notFound(source.id());
            }
        });
        SnapshotGroups groups = new SnapshotGroups(storage);
        String id = Storage.idOf(cluster, request.getName());
        return groups.alone(id, () -> {
            Optional<GroupRecord> known = groups.find(id);
            GroupRecord group = known.isPresent() ? known.get() : storage.aloneWithAll(ids, () -> take(groups, id, request.getName(), ids));
            return answer(groups, group, ids);
        });
    }

    /// Known before they are taken: what is cut off in between can be found and taken away.
    private GroupRecord take(SnapshotGroups groups, String id, String name, List<String> ids) {
        groups.findAny(id).ifPresent(groups::remove);
        List<VolumeRecord> sources = ids.stream().map(storage::require).toList();
        String cluster = sources.getFirst().cluster();
        long others = storage.states().snapshots().count(cluster);
        if (others + sources.size() > CreateSnapshot.MOST) {
            throw CsiFailure.exhausted("cluster %s has %d snapshots on machine %s and asks for %d more, and there are %d at most".formatted(cluster, others,
                    storage.machine(), sources.size(), CreateSnapshot.MOST));
        }
        List<SnapshotRecord> snapshots = new ArrayList<>();
        for (VolumeRecord source : sources) {
            String member = name + "-" + snapshots.size();
            snapshots.add(new SnapshotRecord(Storage.idOf(cluster, member), member, cluster, source.id(), source.bytes(), 0, true, source.block(), id));
        }
        refuseTaken(snapshots);
        GroupRecord group = new GroupRecord(id, name, cluster, snapshots.stream().map(SnapshotRecord::id).toList(), 0, true);
        storage.states().groups().put(group);
        snapshots.forEach(storage.states().snapshots()::put);
        SortedMap<VolumeId, SnapshotId> together = new TreeMap<>(Comparator.comparing(VolumeId::value));
        snapshots.forEach(snapshot -> together.put(new VolumeId(snapshot.volume()), snapshot.snapshotId()));
        boolean taken = false;
        try {
            storage.backend().snapshotTogether(together);
            taken = true;
        } catch (NoRoom | InUse refused) {
            throw CsiFailure.of(refused);
        } finally {
            if (!taken) {
                groups.remove(group);
            }
        }
        long now = System.currentTimeMillis();
        snapshots.forEach(snapshot -> storage.states().snapshots().put(snapshot.taken(now)));
        GroupRecord whole = group.taken(now);
        storage.states().groups().put(whole);
        return whole;
    }

    /// Nobody else's snapshot becomes part of a group, and goes with it, because of its name.
    private void refuseTaken(List<SnapshotRecord> snapshots) {
        snapshots.stream().filter(snapshot -> storage.findAnySnapshot(snapshot.id()).isPresent()).findFirst().ifPresent(taken -> {
            throw CsiFailure.alreadyExists("snapshot %s exists and is of no group of this name".formatted(taken.name()));
        });
    }

    private CreateVolumeGroupSnapshotResponse answer(SnapshotGroups groups, GroupRecord group, List<String> ids) {
        List<String> of = group.snapshots().stream().map(storage::requireSnapshot).map(SnapshotRecord::volume).sorted().toList();
        if (!of.equals(ids)) {
            throw CsiFailure.alreadyExists("group snapshot %s exists and is of the volumes %s".formatted(group.name(), of));
        }
        return CreateVolumeGroupSnapshotResponse.newBuilder().setGroupSnapshot(groups.describe(group)).build();
    }
}
