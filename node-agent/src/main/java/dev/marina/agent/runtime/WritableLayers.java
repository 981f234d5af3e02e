package dev.marina.agent.runtime;

import dev.marina.agent.disk.DiskImage;
import dev.marina.agent.disk.Relocation;
import dev.marina.agent.ids.IdRange;
import dev.marina.linux.fs.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Puts what containers write on their node's disk: the engine has one place for the layers and logs of all, and no limit on them that
/// holds on every file system. Between making a container and its first start, the engine's two directories for it are moved to the
/// node's disk and shown in their place; the engine takes that for granted and unmounts what it finds, the log when the container ends and
/// the layer when it is removed.
/// Volumes that an image declares lie on the node's disk from the beginning.
public final class WritableLayers {

    /// For engines without nodes: everything stays where the engine puts it.
    public static final WritableLayers WITH_THE_ENGINE = new WritableLayers(_ -> Optional.empty(), null);

    private final Function<NodeRef, Optional<Path>> disks;
    private final IdRange ids;

    private WritableLayers(Function<NodeRef, Optional<Path>> disks, IdRange ids) {
        this.disks = disks;
        this.ids = ids;
    }

    /// @param disks where a node's disk is mounted
    /// @param ids of the containers
    public static WritableLayers on(Function<NodeRef, Path> disks, IdRange ids) {
        return new WritableLayers(node -> Optional.of(disks.apply(node)), ids);
    }

    /// May be called twice for a container that was never started.
    ///
    /// @param layer the container's directory among the engine's layers
    /// @param limitBytes of what it writes, 0 for none but the node's
    void place(NodeRef node, String container, Path layer, long limitBytes) {
        Optional<Path> disk = disks.apply(node);
        if (disk.isEmpty()) {
            return;
        }
        Path directory = directory(mounted(node, disk.get()), container);
        try {
            Files.createDirectories(directory);
            if (limitBytes > 0) {
                DiskImage image = image(directory);
                image.makeLimited(limitBytes);
                image.mount(directory);
            }
            Relocation.move(layer, directory.resolve("layer"));
            // Its log and its settings.
            Relocation.move(engineDirectory(layer, container), directory.resolve("files"));
        } catch (IOException failure) {
            throw new RuntimeFailure("no room on the node's disk for container %s: %s".formatted(container, failure.getMessage()), failure);
        }
    }

    /// Shows the engine the log of a container that has ended: it has unmounted that too, and would say that the container wrote nothing. Its
    /// own record of the container, which it has written since, stays. May be called twice.
    ///
    /// @param layer as above
    void showLog(NodeRef node, String container, Supplier<Path> layer) {
        disks.apply(node).map(disk -> directory(disk, container).resolve("files")).filter(Files::isDirectory).ifPresent(files -> {
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(files, container + "-json.log*")) {
                for (Path log : logs) {
                    Relocation.show(log, engineDirectory(layer.get(), container).resolve(log.getFileName()));
                }
            } catch (IOException failure) {
                throw new RuntimeFailure("the log of container %s cannot be shown: %s".formatted(container, failure.getMessage()), failure);
            }
        });
    }

    /// A directory for a volume that a container's image declares; empty for a node without a disk.
    ///
    /// @param name of the container
    Optional<Path> imageVolume(NodeRef node, String name, int index) {
        return disks.apply(node).map(disk -> {
            Path directory = imageVolumes(mounted(node, disk), name).resolve(Integer.toString(index));
            try {
                Files.createDirectories(directory);
                Files.setAttribute(directory, "unix:uid", ids.root());
                Files.setAttribute(directory, "unix:gid", ids.root());
                return directory;
            } catch (IOException failure) {
                throw new RuntimeFailure("no room on the node's disk for a volume of container %s: %s".formatted(name, failure.getMessage()), failure);
            }
        });
    }

    /// After the engine has removed the container. Succeeds when nothing is there.
    void remove(NodeRef node, String container, String name) {
        disks.apply(node).ifPresent(disk -> {
            Path directory = directory(disk, container);
            try {
                DiskImage.unmount(directory);
                image(directory).delete();
                Trees.delete(directory);
                Trees.delete(imageVolumes(disk, name));
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot remove what container %s has left".formatted(container), failure);
            }
        });
    }

    private static Path mounted(NodeRef node, Path disk) {
        if (!DiskImage.mounted(disk)) {
            throw new RuntimeFailure("the disk of node %s is not mounted".formatted(node));
        }
        return disk;
    }

    private static Path engineDirectory(Path layer, String container) {
        return layer.getParent().resolveSibling("containers").resolve(container);
    }

    private static Path directory(Path disk, String container) {
        return disk.resolve("containers").resolve(container);
    }

    private static Path imageVolumes(Path disk, String name) {
        return disk.resolve("image-volumes").resolve(name);
    }

    private static DiskImage image(Path directory) {
        return new DiskImage(directory.resolveSibling(directory.getFileName() + ".img"));
    }
}
