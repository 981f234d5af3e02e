package dev.marina.agent.disk;

import dev.marina.agent.ids.IdRange;
import dev.marina.linux.FileSystems;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The disks of the machine's nodes. On a node's disk lies all that its pods write: layers and logs of containers, `emptyDir`s, what
/// `hostPath` volumes show, last words. A node that does not fit is refused, so the others always have what they were promised.
public final class NodeDisks implements Disks {

    private static final Logger LOG = LoggerFactory.getLogger(NodeDisks.class);
    /// Of the machine's disk, what is left to the platform itself: a part of the whole, but not more than this.
    private static final long MOST_KEPT_FREE = 4L << 30;
    private static final int PART_KEPT_FREE = 20;

    private final Path images;
    private final long bytes;
    private final IdRange ids;

    /// @param images where the files lie
    /// @param bytes of each node's disk
    /// @param ids of the containers
    public NodeDisks(Path images, long bytes, IdRange ids) {
        this.images = images;
        this.bytes = bytes;
        this.ids = ids;
    }

    @Override
    public Space space(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            FileSystems.Fill fill = FileSystems.fill(directory);
            return new Space(store.getTotalSpace() - Ext4Reserve.bytes(Path.of(store.name())), store.getUsableSpace(), fill.inodes(), fill.freeInodes());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot tell the size of the disk at " + directory, failure);
        }
    }

    @Override
    public void open(String node, Path directory) {
        DiskImage disk = disk(node);
        OldDirectory old = new OldDirectory(directory, ids);
        try {
            if (!disk.exists()) {
                requireRoom();
                old.putAside();
                disk.makeReserved(bytes);
                LOG.atInfo().addKeyValue("node", node).addKeyValue("bytes", bytes).log("disk made");
            }
            disk.mount(directory);
            old.takeOver();
            Files.createDirectories(directory.resolve("pods"));
        } catch (IOException failure) {
            throw new UncheckedIOException("no disk for node %s: %s".formatted(node, failure.getMessage()), failure);
        }
    }

    private void requireRoom() throws IOException {
        Files.createDirectories(images);
        FileStore machine = Files.getFileStore(images);
        long kept = Math.min(MOST_KEPT_FREE, machine.getTotalSpace() / PART_KEPT_FREE);
        long free = machine.getUsableSpace() - kept;
        if (free < bytes) {
            throw new IOException("it needs %d MiB and the machine's disk has %d MiB to give".formatted(bytes >> 20, Math.max(0, free) >> 20));
        }
    }

    @Override
    public void delete(String node, Path directory) {
        try {
            disk(node).delete();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete the disk of node " + node, failure);
        }
        Trees.delete(directory);
        new OldDirectory(directory, ids).delete();
    }

    private DiskImage disk(String node) {
        return new DiskImage(images.resolve(node + ".img"));
    }
}
