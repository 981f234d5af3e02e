package dev.marina.csi.volume;

import dev.marina.linux.Descriptors;
import dev.marina.linux.LinuxException;
import dev.marina.linux.MountTable;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A volume is a file with an XFS file system, mounted through a loop device that goes away with its last mount. The file's size is
/// the volume's limit, and all its blocks are set aside when it is made: nothing else on the machine can take them. So what is freed
/// in a volume is not given back to the machine's disk. A snapshot is a copy of that file, with blocks of its own that are set aside too.
public final class XfsImages implements VolumeBackend {

    /// Below this `mkfs.xfs` refuses unless told otherwise, for fear of slow logs; a limit that holds is worth more here.
    private static final long COMMON_SIZE = 300L << 20;
    private static final long SMALLEST = 16L << 20;
    /// Of the disk, what volumes leave to the platform: a part of the whole, but not more than this.
    private static final long MOST_KEPT_FREE = 4L << 30;
    private static final int PART_KEPT_FREE = 20;
    private static final String UNFINISHED = ".new";
    /// Of a copy that is being made.
    private static final String SHARED = ".shared";

    private final Path images;

    public XfsImages(Path images) {
        this.images = images.toAbsolutePath();
        try {
            Files.createDirectories(images);
            Frozen.thawAll(images);
            removeUnfinished();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What was being made when the driver before this one died still has its blocks.
    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(images, "*{" + UNFINISHED + "," + SHARED + "}")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void create(VolumeId id, long bytes, Content content) {
        if (exists(id)) {
            return;
        }
        fill(formatted(id), unfinished(id), bytes, content, fresh -> {
            grow(fresh, Math.max(bytes, SMALLEST));
            format(fresh, bytes);
        });
    }

    @Override
    public boolean hasDevices() {
        return true;
    }

    @Override
    public void createBlock(VolumeId id, long bytes, Content content) {
        if (!exists(id)) {
            fill(raw(id), unfinished(id), bytes, content, fresh -> grow(fresh, bytes));
        }
    }

    private void fill(Path file, Path unfinished, long bytes, Content content, Filling empty) {
        make(file, unfinished, fresh -> {
            switch (content) {
                case Content.Empty _ -> empty.fill(fresh);
                case Content.OfSnapshot(SnapshotId snapshot) -> {
                    grow(fresh, Math.max(bytes, Files.size(image(snapshot))));
                    ImageCopy.of(image(snapshot), fresh);
                }
                case Content.OfVolume(VolumeId volume) -> {
                    grow(fresh, Math.max(bytes, Files.size(image(volume))));
                    copyOfOneMoment(volume, fresh);
                }
                case Content.Restored(String _, Pieces.Source pieces) -> {
                    grow(fresh, Math.max(bytes, SMALLEST));
                    Pieces.write(fresh, pieces);
                }
            }
        });
    }

    @Override
    public void snapshot(VolumeId volume, SnapshotId snapshot) {
        make(image(snapshot), unfinished(snapshot), fresh -> {
            grow(fresh, Files.size(image(volume)));
            copyOfOneMoment(volume, fresh);
        });
    }

    @Override
    public void snapshotTogether(SortedMap<VolumeId, SnapshotId> snapshots) {
        try {
            for (Map.Entry<VolumeId, SnapshotId> each : snapshots.entrySet()) {
                Files.deleteIfExists(unfinished(each.getValue()));
                grow(unfinished(each.getValue()), Files.size(image(each.getKey())));
            }
            copiesOfOneMoment(snapshots);
            for (SnapshotId snapshot : snapshots.values()) {
                Files.move(unfinished(snapshot), image(snapshot), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make the snapshots " + snapshots.values(), failure);
        } finally {
            snapshots.values().forEach(snapshot -> deleteFile(unfinished(snapshot)));
        }
    }

    /// As [#copyOfOneMoment]. While all file systems stand still nothing is written in any of them: that is the moment. Of raw devices one at most may be in
    /// use: the instant in which its blocks are shared lies in that time too, but nobody makes the writers of two wait.
    private void copiesOfOneMoment(SortedMap<VolumeId, SnapshotId> snapshots) throws IOException {
        List<VolumeId> written = snapshots.keySet().stream().filter(volume -> isRaw(volume) && attached(volume)).toList();
        if (written.size() > 1) {
            throw new InUse(written.get(0), written.get(1));
        }
        try {
            if (sharedTogether(snapshots)) {
                for (SnapshotId snapshot : snapshots.values()) {
                    ImageCopy.of(sharedWith(unfinished(snapshot)), unfinished(snapshot));
                }
                return;
            }
            if (!written.isEmpty()) {
                throw new InUse(written.getFirst());
            }
            for (Map.Entry<VolumeId, SnapshotId> each : snapshots.entrySet()) {
                ImageCopy.of(image(each.getKey()), unfinished(each.getValue()));
            }
            try (FrozenTogether still = new FrozenTogether()) {
                freezeAll(still, snapshots.keySet());
                for (Map.Entry<VolumeId, SnapshotId> each : snapshots.entrySet()) {
                    ImageCopy.changesOf(image(each.getKey()), unfinished(each.getValue()));
                }
            }
        } finally {
            snapshots.values().forEach(snapshot -> deleteFile(sharedWith(unfinished(snapshot))));
        }
    }

    private boolean sharedTogether(SortedMap<VolumeId, SnapshotId> snapshots) throws IOException {
        try (FrozenTogether still = new FrozenTogether()) {
            freezeAll(still, snapshots.keySet());
            for (Map.Entry<VolumeId, SnapshotId> each : snapshots.entrySet()) {
                if (isRaw(each.getKey())) {
                    flush(each.getKey());
                }
                if (!ImageCopy.shared(image(each.getKey()), sharedWith(unfinished(each.getValue())))) {
                    return false;
                }
            }
            return true;
        }
    }

    private void freezeAll(FrozenTogether still, Set<VolumeId> volumes) throws IOException {
        for (VolumeId volume : volumes) {
            still.add(freeze(volume));
        }
    }

    private void flush(VolumeId raw) {
        loopDevices(raw).forEach(device -> Programs.run(List.of("blockdev", "--flushbufs", device)));
    }

    private Path sharedWith(Path fresh) {
        return images.resolve(fresh.getFileName() + SHARED);
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Path fresh) throws IOException;
    }

    /// There whole or not at all.
    private static void make(Path file, Path fresh, Filling filling) {
        try {
            Files.deleteIfExists(fresh);
            filling.fill(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make " + file.getFileName(), failure);
        } finally {
            deleteFile(fresh);
        }
    }

    private static void format(Path fresh, long bytes) {
        // Not discarding blocks first, as it otherwise would: they would be anybody's again.
        List<String> mkfs = new ArrayList<>(List.of("mkfs.xfs", "-q", "-K", "-m", "reflink=1"));
        if (bytes < COMMON_SIZE) {
            mkfs.add("--unsupported");
        }
        mkfs.add(fresh.toString());
        Programs.run(mkfs);
    }

    /// Where the machine's file system can share blocks, writers wait for as long as that takes, and what is shared is copied afterwards:
    /// blocks that a later write would have to find somewhere else are no reserved ones. Elsewhere most is copied while they write, and
    /// they wait while what has changed since is.
    private void copyOfOneMoment(VolumeId volume, Path fresh) throws IOException {
        if (isRaw(volume)) {
            copyOfRaw(volume, fresh);
            return;
        }
        Path shared = sharedWith(fresh);
        try {
            boolean sharing;
            try (Frozen _ = freeze(volume)) {
                sharing = ImageCopy.shared(image(volume), shared);
            }
            if (sharing) {
                ImageCopy.of(shared, fresh);
                return;
            }
            ImageCopy.of(image(volume), fresh);
            try (Frozen _ = freeze(volume)) {
                ImageCopy.changesOf(image(volume), fresh);
            }
        } finally {
            deleteFile(shared);
        }
    }

    /// Nothing makes writers of a raw device wait but the instant in which blocks are shared: what they had flushed by then is in the copy.
    private void copyOfRaw(VolumeId volume, Path fresh) throws IOException {
        List<String> devices = loopDevices(volume);
        if (devices.isEmpty()) {
            ImageCopy.of(image(volume), fresh);
            return;
        }
        flush(volume);
        Path shared = sharedWith(fresh);
        try {
            if (!ImageCopy.shared(image(volume), shared)) {
                throw new InUse(volume);
            }
            ImageCopy.of(shared, fresh);
        } finally {
            deleteFile(shared);
        }
    }

    /// Does nothing to a volume that is not mounted.
    private Frozen freeze(VolumeId volume) throws IOException {
        Set<String> devices = loopDevices(volume, "MAJ:MIN").collect(Collectors.toSet());
        Optional<Path> mounted = MountTable.read().stream().filter(mount -> devices.contains(mount.device())).map(MountTable.Mounted::target).findFirst();
        return Frozen.freeze(images.resolve(volume + Frozen.SUFFIX), mounted);
    }

    @Override
    public void delete(SnapshotId snapshot) {
        deleteFile(image(snapshot));
        deleteFile(unfinished(snapshot));
    }

    @Override
    public boolean exists(SnapshotId snapshot) {
        return Files.exists(image(snapshot));
    }

    @Override
    public long data(SnapshotId snapshot) throws IOException {
        return Pieces.data(image(snapshot));
    }

    @Override
    public void read(SnapshotId snapshot, Pieces.Sink into) throws IOException {
        Pieces.read(image(snapshot), into);
    }

    @Override
    public void expand(VolumeId id, long bytes, Optional<Path> staged) {
        try {
            if (Files.size(image(id)) < bytes) {
                grow(image(id), bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot expand volume " + id, failure);
        }
        if (staged.isPresent()) {
            loopDevices(id).forEach(device -> Programs.run(List.of("losetup", "--set-capacity", device)));
        }
        if (staged.isPresent() && !isRaw(id)) {
            Programs.run(List.of("xfs_growfs", staged.get().toString()));
        }
    }

    @Override
    public void delete(VolumeId id) {
        deleteFile(formatted(id));
        deleteFile(raw(id));
        deleteFile(unfinished(id));
    }

    private static void deleteFile(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete " + file, failure);
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
        if (isRaw(id)) {
            throw new UncheckedIOException(new IOException("volume %s is a raw block volume: no file system in it is mounted".formatted(id)));
        }
        // Without `discard`, which would give up blocks. With ids not looked at: a copy of the file system may be mounted as well.
        Programs.run(List.of("mount", "-t", "xfs", "-o", "loop,nodev,nouuid", image(id).toString(), directory.toString()));
        if (smallerThanItsFile(image(id))) {
            Programs.run(List.of("xfs_growfs", directory.toString()));
        }
    }

    @Override
    public void attachBlock(VolumeId id, LoopDevice device, Path directory) {
        device.attach(raw(id));
        // As after an expansion that was not carried out while it was attached.
        device.growToImage();
        Path file = VolumeBackend.deviceFile(directory);
        if (MountTable.find(file).isEmpty()) {
            Binds.bindFile(device.file(), file);
        }
    }

    @Override
    public void detach(Path directory) {
        MountPoint.release(directory);
    }

    @Override
    public void detachBlock(LoopDevice device, Path directory) {
        MountPoint.release(VolumeBackend.deviceFile(directory));
        device.detach();
        MountPoint.release(directory);
    }

    @Override
    public void tune(VolumeId id, Attributes attributes) {
        for (String device : loopDevices(id)) {
            attributes.direct().ifPresent(direct -> Programs.run(List.of("losetup", "--direct-io=" + (direct ? "on" : "off"), device)));
            attributes.readAheadKib().ifPresent(kibibytes -> readAhead(device, kibibytes));
        }
    }

    private static void readAhead(String device, int kibibytes) {
        try {
            Files.writeString(Path.of("/sys/block", Path.of(device).getFileName().toString(), "bdi/read_ahead_kb"), Integer.toString(kibibytes));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot set how far %s is read ahead".formatted(device), failure);
        }
    }

    /// Takes away the devices of all raw block volumes of a directory.
    public static void detachAll(Path images) {
        LoopDevice.detachAll(images.toAbsolutePath());
    }

    @Override
    public long availableBytes() {
        File disk = images.toFile();
        return Math.max(0, disk.getUsableSpace() - Math.min(MOST_KEPT_FREE, disk.getTotalSpace() / PART_KEPT_FREE));
    }

    private List<String> loopDevices(VolumeId id) {
        return loopDevices(id, "NAME").filter(line -> line.startsWith("/dev/")).toList();
    }

    /// What `losetup` says in this column of those of the volume.
    private Stream<String> loopDevices(VolumeId id, String column) {
        return Programs.run(List.of("losetup", "-j", image(id).toString(), "-O", column, "--noheadings")).lines().map(String::strip);
    }

    private Path image(VolumeId id) {
        return isRaw(id) ? raw(id) : formatted(id);
    }

    private boolean isRaw(VolumeId id) {
        return Files.exists(raw(id));
    }

    /// Of a file system that this machine made, and mounts.
    private Path formatted(VolumeId id) {
        return images.resolve(id + ".img");
    }

    /// Whose content is anybody's: nothing on this machine reads it but to copy it.
    private Path raw(VolumeId id) {
        return images.resolve(id + ".raw");
    }

    private Path unfinished(VolumeId id) {
        return images.resolve(id + UNFINISHED);
    }

    private Path image(SnapshotId id) {
        return images.resolve(id + ".snapshot");
    }

    private Path unfinished(SnapshotId id) {
        return images.resolve(id + ".snapshot" + UNFINISHED);
    }

    /// To so many bytes, every block of them set aside; or not at all.
    private void grow(Path file, long bytes) throws IOException {
        long before = Files.exists(file) ? Files.size(file) : 0;
        long available = availableBytes();
        if (bytes - before > available) {
            throw new NoRoom(bytes - before, available);
        }
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            int fd = Descriptors.open(file.toString(), Descriptors.O_WRONLY);
            try {
                Descriptors.reserve(fd, before, bytes - before);
            } catch (LinuxException refused) {
                image.setLength(before);
                if (refused.errno() == LinuxException.ENOSPC || refused.errno() == LinuxException.EDQUOT) {
                    throw new NoRoom(bytes - before, available);
                }
                throw refused;
            } finally {
                Descriptors.close(fd);
            }
            image.getFD().sync();
        }
    }

    /// As after an expansion that was not carried out while the volume was mounted. The superblock begins with its magic number, the
    /// size of a block and their count.
    private static boolean smallerThanItsFile(Path image) {
        try (DataInputStream superblock = new DataInputStream(Files.newInputStream(image))) {
            superblock.readInt();
            long block = superblock.readInt();
            return (superblock.readLong() + 1) * block <= Files.size(image);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the superblock of " + image, failure);
        }
    }
}
