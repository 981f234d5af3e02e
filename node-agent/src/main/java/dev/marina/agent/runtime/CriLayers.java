package dev.marina.agent.runtime;

import dev.marina.agent.disk.DiskImage;
import dev.marina.agent.disk.Relocation;
import dev.marina.cri.containerd.MountsRequest;
import dev.marina.cri.containerd.RemoveSnapshotRequest;
import dev.marina.cri.containerd.SnapshotMount;
import dev.marina.cri.containerd.ViewSnapshotRequest;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a containerd keeps the layers of images and containers, by its service of snapshots: CRI does not tell.
///
/// Everything of it lies on the node's disk. What a container writes, its log with it, lies in a directory of the container's own there, so that it
/// can be counted and bounded: its layer is moved there between its making and its start, and shown where the runtime looks for it.
final class CriLayers {

    private static final String SNAPSHOTTER = "overlayfs";
    private static final String UPPER = "upperdir=";
    private static final String LOWER = "lowerdir=";
    private static final String LAYER = "layer";
    private static final String LOG = "log";

    private final CriClient client;
    private final Path disk;

    /// @param disk of the node
    CriLayers(CriClient client, Path disk) {
        this.client = client;
        this.disk = disk;
    }

    /// May be called twice for a container that was never started.
    ///
    /// @param limitBytes of what it writes, 0 for none but the node's
    /// @param log is made to lead to where the container's log is to be
    void place(String container, long limitBytes, Path log) {
        Path directory = directory(container);
        try {
            Files.createDirectories(directory);
            if (limitBytes > 0) {
                DiskImage image = image(directory);
                image.makeLimited(limitBytes);
                image.mount(directory);
            }
            Path layer = layer(container).orElseThrow(() -> new RuntimeFailure("layer of container %s not found".formatted(container)));
            Relocation.move(layer, directory.resolve(LAYER));
            Files.createDirectories(directory.resolve(LOG));
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
            Files.createSymbolicLink(log, directory.resolve(LOG));
        } catch (IOException failure) {
            throw new RuntimeFailure("no room on the node's disk for container %s: %s".formatted(container, failure.getMessage()), failure);
        }
    }

    /// Before the runtime removes a container that has ended: it could not remove a place where something is mounted.
    void takeBack(String container) {
        layer(container).ifPresent(DiskImage::unmount);
    }

    /// After the runtime has removed the container. Succeeds when nothing is there.
    void remove(String container) {
        Path directory = directory(container);
        try {
            DiskImage.unmount(directory);
            image(directory).delete();
            Trees.delete(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot remove what container %s has left".formatted(container), failure);
        }
    }

    /// The directory of a container's own layer; empty where there is no such container.
    private Optional<Path> layer(String container) {
        return CriClient.find(() -> client.snapshots().mounts(MountsRequest.newBuilder().setSnapshotter(SNAPSHOTTER).setKey(container).build()))
                .flatMap(answer -> options(answer.getMountsList(), UPPER).findFirst()).map(upper -> Path.of(upper).getParent());
    }

    /// Of an image whose uppermost layer has this name together with those below it.
    ContainerImages.Layers of(String chain) {
        String key = "marina-look-" + chain;
        release(key);
        try {
            List<SnapshotMount> mounts = CriClient
                    .call(() -> client.snapshots().view(ViewSnapshotRequest.newBuilder().setSnapshotter(SNAPSHOTTER).setKey(key).setParent(chain).build()))
                    .getMountsList();
            // An image of one layer is shown as it is, without a file system over it.
            List<Path> layers = options(mounts, LOWER).findFirst().map(lower -> Stream.of(lower.split(":")).map(Path::of).toList())
                    .orElseGet(() -> List.of(Path.of(mounts.getFirst().getSource())));
            Path within = layers.getFirst().getParent().getParent();
            return new ContainerImages.Layers(within, layers.stream().map(layer -> within.relativize(layer).toString()).toList());
        } finally {
            release(key);
        }
    }

    private void release(String key) {
        CriClient.find(() -> client.snapshots().remove(RemoveSnapshotRequest.newBuilder().setSnapshotter(SNAPSHOTTER).setKey(key).build()));
    }

    private static Stream<String> options(List<SnapshotMount> mounts, String name) {
        return mounts.stream().flatMap(mount -> mount.getOptionsList().stream()).filter(option -> option.startsWith(name))
                .map(option -> option.substring(name.length()));
    }

    private Path directory(String container) {
        return disk.resolve("containers").resolve(container);
    }

    private static DiskImage image(Path directory) {
        return new DiskImage(directory.resolveSibling(directory.getFileName() + ".img"));
    }
}
