package dev.marina.csi.rpc;

import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.DeleteSnapshotRequest;
import dev.marina.csi.volume.Content;
import dev.marina.csi.volume.Pieces;
import dev.marina.csi.volume.SnapshotRecord;
import dev.marina.csi.volume.VolumeRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/// What is in volumes, for those who keep it elsewhere and bring it back: the specification has no calls for that. A volume is read by a snapshot that lives as
/// long as it is read, and one that a dead driver left is taken away by the next.
public record VolumeContents(Storage storage) {

    private static final String TO_BE_READ = "backup-";

    /// Failures are [CsiFailure] where the driver refuses.
    @FunctionalInterface
    public interface Reader {
        void read(Taken taken, Pieces.Source pieces) throws IOException;
    }

    /// A volume at one moment.
    ///
    /// @param bytes of the image, the least that a volume made of it has
    /// @param data how many of them were ever written
    /// @param takenMillis of which moment, in milliseconds since 1970
    public record Taken(long bytes, long data, boolean block, long takenMillis) {}

    static boolean toBeRead(String snapshot) {
        return snapshot.startsWith(TO_BE_READ);
    }

    /// Takes a snapshot, has it read, and takes it away.
    ///
    /// @param name of this reading, used once
    public void read(String cluster, String volume, String name, Reader reader) throws IOException {
        if (cluster.isEmpty() || !storage.require(volume).cluster().equals(cluster)) {
            throw CsiFailure.notFound(volume);
        }
        if (!storage.backend().hasDevices()) {
            throw CsiFailure.precondition("volumes here are directories, which are not of one moment");
        }
        String id = Storage.idOf(cluster, TO_BE_READ + name);
        try {
            new CreateSnapshot(storage).handle(CreateSnapshotRequest.newBuilder().setName(TO_BE_READ + name).setSourceVolumeId(volume)
                    .putParameters(CreateVolume.CLUSTER, cluster).build());
            SnapshotRecord snapshot = storage.requireSnapshot(id);
            reader.read(new Taken(snapshot.bytes(), storage.backend().data(snapshot.snapshotId()), snapshot.block(), snapshot.takenMillis()),
                    into -> storage.backend().read(snapshot.snapshotId(), into));
        } finally {
            new DeleteSnapshot(storage).handle(DeleteSnapshotRequest.newBuilder().setSnapshotId(id).build());
        }
    }

    /// @param name that the volume gets
    /// @param bytes of it
    /// @param of where its content is from, in a word
    /// @param attributes that it begins with
    public record Wanted(String cluster, String name, long bytes, boolean block, String of, Map<String, String> attributes) {}

    /// Makes a volume with this content, or leaves nothing behind. One of the name that is there already stays as it is.
    public void write(Wanted wanted, Pieces.Source pieces) throws IOException {
        String id = Storage.idOf(wanted.cluster(), wanted.name());
        try {
            storage.alone(id, () -> {
                Optional<VolumeRecord> known = storage.find(id);
                return known.orElseGet(() -> make(id, wanted, pieces));
            });
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    private VolumeRecord make(String id, Wanted wanted, Pieces.Source pieces) {
        Content content = new Content.Restored(wanted.of(), pieces);
        VolumeRecord unfinished = new VolumeRecord(id, wanted.name(), wanted.cluster(), wanted.bytes(), true, content.text(), 0,
                storage.attributes(wanted.attributes()));
        boolean made = false;
        try {
            VolumeRecord volume = CreateVolume.make(storage, unfinished, content, wanted.block());
            made = true;
            return volume;
        } finally {
            if (!made) {
                storage.findAny(id).ifPresent(storage::remove);
            }
        }
    }

    /// Takes a volume away that [#write] made and that nobody has used. Succeeds where there is none.
    public void drop(String cluster, String name) {
        String id = Storage.idOf(cluster, name);
        storage.alone(id, () -> {
            storage.find(id).filter(volume -> Content.of(volume.source()) instanceof Content.Restored && !storage.backend().attached(volume.volumeId()))
                    .ifPresent(storage::remove);
            return id;
        });
    }

    /// Whether there is such a volume, and all of its content is in it.
    public boolean exists(String cluster, String name) {
        return storage.find(Storage.idOf(cluster, name)).isPresent();
    }
}
