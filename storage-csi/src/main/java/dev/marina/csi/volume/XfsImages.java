package dev.marina.csi.volume;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A volume is a sparse file with an XFS file system, mounted through a loop device that goes away with its last mount. The file's
/// size is the volume's limit; freed blocks are given back to the machine's disk.
public final class XfsImages implements VolumeBackend {

    /// Below this `mkfs.xfs` refuses unless told otherwise, for fear of slow logs; a limit that holds is worth more here.
    private static final long COMMON_SIZE = 300L << 20;
    private static final long SMALLEST = 16L << 20;

    private final Path images;

    public XfsImages(Path images) {
        this.images = images;
        try {
            Files.createDirectories(images);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void create(VolumeId id, long bytes) {
        if (exists(id)) {
            return;
        }
        Path fresh = images.resolve(id + ".new");
        try {
            Files.deleteIfExists(fresh);
            resize(fresh, Math.max(bytes, SMALLEST));
            List<String> mkfs = new ArrayList<>(List.of("mkfs.xfs", "-q", "-m", "reflink=1"));
            if (bytes < COMMON_SIZE) {
                mkfs.add("--unsupported");
            }
            mkfs.add(fresh.toString());
            Programs.run(mkfs);
            Files.move(fresh, image(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make volume " + id, failure);
        }
    }

    @Override
    public void expand(VolumeId id, long bytes, Optional<Path> staged) {
        try {
            if (Files.size(image(id)) < bytes) {
                resize(image(id), bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot expand volume " + id, failure);
        }
        if (staged.isPresent()) {
            loopDevices(id).forEach(device -> Programs.run(List.of("losetup", "--set-capacity", device)));
            Programs.run(List.of("xfs_growfs", staged.get().toString()));
        }
    }

    @Override
    public void delete(VolumeId id) {
        try {
            Files.deleteIfExists(image(id));
            Files.deleteIfExists(images.resolve(id + ".new"));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete volume " + id, failure);
        }
    }

    @Override
    public boolean exists(VolumeId id) {
        return Files.exists(image(id));
    }

    @Override
    public boolean attached(VolumeId id) {
        return exists(id) && !loopDevices(id).isEmpty();
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
        // Mounted without replaying ids: a copy of the file system may be mounted as well.
        Programs.run(List.of("mount", "-t", "xfs", "-o", "loop,discard,nodev,nouuid", image(id).toString(), directory.toString()));
    }

    @Override
    public void detach(VolumeId id, Path directory) {
        MountPoint.release(directory);
    }

    @Override
    public long availableBytes() {
        return images.toFile().getUsableSpace();
    }

    private List<String> loopDevices(VolumeId id) {
        return Programs.run(List.of("losetup", "-j", image(id).toString(), "-O", "NAME", "--noheadings")).lines().map(String::strip)
                .filter(line -> line.startsWith("/dev/")).toList();
    }

    private Path image(VolumeId id) {
        return images.resolve(id + ".img");
    }

    private static void resize(Path file, long bytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }
}
