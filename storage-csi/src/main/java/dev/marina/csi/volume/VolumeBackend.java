package dev.marina.csi.volume;

import java.nio.file.Path;

/// How volumes lie on disk. Every method may be called again after it was cut off. Failures are [java.io.UncheckedIOException].
public interface VolumeBackend {

    /// Makes a volume that can never hold more than `bytes`, and that can hold them whatever else is written on the machine.
    /// Throws [NoRoom] and leaves nothing behind when they are not there.
    ///
    /// @param content what is in it at first; it is as large as that at least
    void create(VolumeId id, long bytes, Content content);

    /// Keeps what is in the volume at this moment, whatever becomes of the volume. Who writes to it meanwhile waits. The copy takes as
    /// much as its volume: throws [NoRoom] and leaves nothing behind when that is not there.
    void snapshot(VolumeId volume, SnapshotId snapshot);

    /// Succeeds when there is none.
    void delete(SnapshotId snapshot);

    boolean exists(SnapshotId snapshot);

    /// Makes it larger, with the same promise; the volume may be in use.
    void expand(VolumeId id, long bytes, java.util.Optional<Path> staged);

    /// Succeeds when there is none.
    void delete(VolumeId id);

    boolean exists(VolumeId id);

    /// Whether it is mounted anywhere.
    boolean attached(VolumeId id);

    /// Makes the volume's files appear at the directory.
    void attach(VolumeId id, Path directory);

    /// Succeeds when nothing is there.
    void detach(Path directory);

    /// What new volumes may take of the disk, for the platform keeps a part of it.
    long availableBytes();
}
