package dev.marina.csi.volume;

import dev.marina.linux.MountTable;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// A volume is a directory; its size is neither limited nor set aside, and a copy of it is of no single moment. For machines without
/// loop devices, and for tests.
public final class Directories implements VolumeBackend {

    /// No volume's name begins so.
    private static final String SNAPSHOTS = ".snapshots";

    private final Path root;

    public Directories(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void create(VolumeId id, long bytes, Content content) {
        if (bytes > availableBytes()) {
            throw new NoRoom(bytes, availableBytes());
        }
        switch (content) {
            case Content.Empty _ -> make(volume(id));
            case Content.OfSnapshot(SnapshotId snapshot) -> copy(snapshot(snapshot), volume(id));
            case Content.OfVolume(VolumeId volume) -> copy(volume(volume), volume(id));
            case Content.Restored _ -> throw noPieces();
        }
    }

    @Override
    public boolean hasDevices() {
        return false;
    }

    @Override
    public void createBlock(VolumeId id, long bytes, Content content) {
        throw noBlocks();
    }

    @Override
    public void attachBlock(VolumeId id, LoopDevice device, Path directory) {
        throw noBlocks();
    }

    @Override
    public void detachBlock(LoopDevice device, Path directory) {
        throw noBlocks();
    }

    @Override
    public void tune(VolumeId id, Attributes attributes) {
        if (!attributes.equals(Attributes.NONE)) {
            throw noBlocks();
        }
    }

    private static UnsupportedOperationException noBlocks() {
        return new UnsupportedOperationException("a directory is no block device");
    }

    private static UnsupportedOperationException noPieces() {
        return new UnsupportedOperationException("a directory has no pieces");
    }

    @Override
    public long data(SnapshotId snapshot) {
        throw noPieces();
    }

    @Override
    public void read(SnapshotId snapshot, Pieces.Sink into) {
        throw noPieces();
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make " + directory, failure);
        }
    }

    private static void copy(Path from, Path to) {
        make(to);
        Programs.run(List.of("cp", "-a", "--reflink=auto", from + "/.", to.toString()));
    }

    @Override
    public void snapshot(VolumeId volume, SnapshotId snapshot) {
        Trees.delete(snapshot(snapshot));
        copy(volume(volume), snapshot(snapshot));
    }

    /// One after the other: directories have no moment.
    @Override
    public void snapshotTogether(SortedMap<VolumeId, SnapshotId> snapshots) {
        snapshots.forEach(this::snapshot);
    }

    @Override
    public void delete(SnapshotId snapshot) {
        Trees.delete(snapshot(snapshot));
    }

    @Override
    public boolean exists(SnapshotId snapshot) {
        return Files.isDirectory(snapshot(snapshot));
    }

    private Path snapshot(SnapshotId id) {
        return root.resolve(SNAPSHOTS).resolve(id.value());
    }

    @Override
    public void expand(VolumeId id, long bytes, Optional<Path> staged) {
        // Without a limit there is nothing to raise; what the disk cannot hold is refused as it is at the start.
        if (staged.isEmpty() && bytes > availableBytes()) {
            throw new NoRoom(bytes, availableBytes());
        }
    }

    @Override
    public void delete(VolumeId id) {
        Trees.delete(volume(id));
    }

    @Override
    public boolean exists(VolumeId id) {
        return Files.isDirectory(volume(id));
    }

    @Override
    public boolean attached(VolumeId id) {
        return MountTable.read().stream().anyMatch(mounted -> mounted.root().endsWith("/" + root.getFileName() + "/" + id));
    }

    @Override
    public void attach(VolumeId id, Path directory) {
        if (MountTable.find(directory).isPresent()) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Programs.run(List.of("mount", "--bind", volume(id).toString(), directory.toString()));
    }

    @Override
    public void detach(Path directory) {
        MountPoint.release(directory);
    }

    @Override
    public long availableBytes() {
        return root.toFile().getUsableSpace();
    }

    private Path volume(VolumeId id) {
        return root.resolve(id.value());
    }
}
