package dev.marina.csi.rpc;

import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.CreateSnapshotResponse;
import dev.marina.csi.volume.InUse;
import dev.marina.csi.volume.NoRoom;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeRecord;
import java.util.Map;
import java.util.Optional;

/// Keeps what is in a volume. The same name again answers the same snapshot, or ALREADY_EXISTS if it would be of another volume. A
/// cluster has a limited number of them here, whatever its plan says: they take as much as their volumes.
public record CreateSnapshot(Storage storage) implements Rpc<CreateSnapshotRequest, CreateSnapshotResponse> {

    /// Of one cluster on one machine.
    static final int MOST = 100;

    @Override
    public CreateSnapshotResponse handle(CreateSnapshotRequest request) {
        if (request.getName().isEmpty()) {
            throw CsiFailure.missing("Snapshot name");
        }
        if (request.getSourceVolumeId().isEmpty()) {
            throw CsiFailure.missing("Snapshot source volume ID");
        }
        Map<String, String> parameters = request.getParametersMap();
        requireKnown(parameters);
        VolumeRecord source = storage.require(request.getSourceVolumeId());
        Storage.requireOfCluster(parameters, source.cluster(), source.id());
        String id = Storage.idOf(source.cluster(), request.getName());
        return storage.aloneWithSnapshot(id, () -> {
            Optional<SnapshotRecord> known = storage.findSnapshot(id);
            if (known.isPresent()) {
                return answer(known.get(), source);
            }
            return storage.alone(source.id(), () -> answer(take(id, request.getName(), storage.require(source.id())), source));
        });
    }

    static void requireKnown(Map<String, String> parameters) {
        parameters.keySet().stream().filter(name -> !name.equals(CreateVolume.CLUSTER)).sorted().findFirst().ifPresent(unknown -> {
            throw CsiFailure.invalid("parameter %s is not known".formatted(unknown));
        });
    }

    /// Known before it is taken: what is cut off in between can be found and taken away.
    private SnapshotRecord take(String id, String name, VolumeRecord source) {
        storage.findAnySnapshot(id).ifPresent(left -> {
            DeleteSnapshot.requireAlone(left);
            storage.remove(left);
        });
        long others = storage.states().snapshots().count(source.cluster());
        if (others >= MOST && !VolumeContents.toBeRead(name)) {
            throw CsiFailure.exhausted("cluster %s has %d snapshots on machine %s, and there are %d at most".formatted(source.cluster(), others,
                    storage.machine(), MOST));
        }
        SnapshotRecord snapshot = new SnapshotRecord(id, name, source.cluster(), source.id(), source.bytes(), 0, true, source.block(), "");
        storage.states().snapshots().put(snapshot);
        try {
            storage.backend().snapshot(source.volumeId(), snapshot.snapshotId());
        } catch (NoRoom | InUse refused) {
            storage.states().snapshots().remove(snapshot.snapshotId());
            throw CsiFailure.of(refused);
        }
        SnapshotRecord taken = snapshot.taken(System.currentTimeMillis());
        storage.states().snapshots().put(taken);
        return taken;
    }

    private static CreateSnapshotResponse answer(SnapshotRecord snapshot, VolumeRecord source) {
        if (!snapshot.volume().equals(source.id())) {
            throw CsiFailure.alreadyExists("snapshot %s exists and is of volume %s".formatted(snapshot.name(), snapshot.volume()));
        }
        return CreateSnapshotResponse.newBuilder().setSnapshot(Storage.describe(snapshot)).build();
    }
}
