package dev.marina.csi.volume;

import dev.marina.linux.MountTable;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A volume is a directory; its size is neither limited nor set aside. For machines without loop devices, and for tests.
public final class Directories implements VolumeBackend {

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
    public void create(VolumeId id, long bytes) {
        if (bytes > availableBytes()) {
            throw new NoRoom(bytes, availableBytes());
        }
        try {
            Files.createDirectories(volume(id));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make volume " + id, failure);
        }
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
