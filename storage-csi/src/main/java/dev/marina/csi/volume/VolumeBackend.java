package dev.marina.csi.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/// How volumes lie on disk. Every method may be called again after it was cut off. Failures are [java.io.UncheckedIOException].
public interface VolumeBackend {

    /// Makes a volume that can never hold more than `bytes`, and that can hold them whatever else is written on the machine.
    /// Throws [NoRoom] and leaves nothing behind when they are not there.
    ///
    /// @param content what is in it at first; it is as large as that at least
    void create(VolumeId id, long bytes, Content content);

    /// Whether volumes are devices of the kernel's: then there can be raw block volumes, and attributes.
    boolean hasDevices();

    /// As [#create], of a raw block volume: in an empty one there are zeros.
    void createBlock(VolumeId id, long bytes, Content content);

    /// Keeps what is in the volume at this moment, whatever becomes of the volume. Who writes to it meanwhile waits. The copy takes as
    /// much as its volume: throws [NoRoom] and leaves nothing behind when that is not there, and [InUse] where nobody can be made to wait.
    void snapshot(VolumeId volume, SnapshotId snapshot);

    /// As [#snapshot], of several volumes at one moment: in none of them is anything that was written after something that is missing in another. There are all
    /// of the snapshots afterwards, or whoever asked deletes what there is of them.
    void snapshotTogether(SortedMap<VolumeId, SnapshotId> snapshots);

    /// Succeeds when there is none.
    void delete(SnapshotId snapshot);

    boolean exists(SnapshotId snapshot);

    /// How many bytes of it were ever written. Only where volumes are devices of the kernel's.
    long data(SnapshotId snapshot) throws IOException;

    /// All that is in it, by pieces. Only where volumes are devices of the kernel's.
    void read(SnapshotId snapshot, Pieces.Sink into) throws IOException;

    /// Makes it larger, with the same promise; the volume may be in use.
    ///
    /// @param staged where it is attached, if it is
    void expand(VolumeId id, long bytes, Optional<Path> staged);

    /// Succeeds when there is none.
    void delete(VolumeId id);

    boolean exists(VolumeId id);

    /// Whether it is mounted anywhere.
    boolean attached(VolumeId id);

    /// Makes the volume's files appear at the directory.
    void attach(VolumeId id, Path directory);

    /// Makes a raw block volume's device appear at [#deviceFile] in the directory.
    void attachBlock(VolumeId id, LoopDevice device, Path directory);

    /// Where a raw block volume's device is in the directory at which it was attached.
    static Path deviceFile(Path directory) {
        return directory.resolve("device");
    }

    /// Makes the machine read and write a volume that is attached as these say; nothing happens to one that is not.
    void tune(VolumeId id, Attributes attributes);

    /// Succeeds when nothing is there.
    void detach(Path directory);

    /// Succeeds when nothing is there; fails while somebody has the device open.
    void detachBlock(LoopDevice device, Path directory);

    /// What new volumes may take of the disk, for the platform keeps a part of it.
    long availableBytes();
}
