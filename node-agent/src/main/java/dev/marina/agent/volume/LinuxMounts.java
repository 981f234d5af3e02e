package dev.marina.agent.volume;

import static dev.marina.linux.Descriptors.O_CREAT;
import static dev.marina.linux.Descriptors.O_DIRECTORY;
import static dev.marina.linux.Descriptors.O_NOFOLLOW;
import static dev.marina.linux.Descriptors.O_PATH;
import static dev.marina.linux.Descriptors.O_WRONLY;
import static dev.marina.linux.Descriptors.RESOLVE_BENEATH;
import static dev.marina.linux.Descriptors.RESOLVE_IN_ROOT;
import static dev.marina.linux.Descriptors.RESOLVE_NO_MAGICLINKS;
import static dev.marina.linux.Mounting.MNT_DETACH;
import static dev.marina.linux.Mounting.MS_BIND;
import static dev.marina.linux.Mounting.MS_NODEV;
import static dev.marina.linux.Mounting.MS_NOEXEC;
import static dev.marina.linux.Mounting.MS_NOSUID;
import static dev.marina.linux.Mounting.MS_PRIVATE;
import static dev.marina.linux.Mounting.MS_RDONLY;
import static dev.marina.linux.Mounting.MS_REC;
import static dev.marina.linux.Mounting.MS_REMOUNT;
import static dev.marina.linux.Mounting.UMOUNT_NOFOLLOW;

import dev.marina.linux.BlockDevice;
import dev.marina.linux.Descriptors;
import dev.marina.linux.LinuxException;
import dev.marina.linux.MountTable;
import dev.marina.linux.Mounting;
import dev.marina.linux.Overlays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Mounts by system call. Needs root.
public final class LinuxMounts implements Mounts {

    private static final long INSIDE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

    @Override
    public void tmpfs(Path target, long sizeBytes, int permissions, Owner owner) {
        try {
            Files.createDirectories(target);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot mount a tmpfs at " + target, failure);
        }
        if (!below(target).contains(target)) {
            String options = "mode=%o".formatted(permissions) + (sizeBytes > 0 ? ",size=" + sizeBytes : "")
                    + (owner.uid() < 0 ? "" : ",uid=" + owner.uid()) + (owner.gid() < 0 ? "" : ",gid=" + owner.gid());
            Mounting.mount("tmpfs", target.toString(), "tmpfs", MS_NOSUID | MS_NODEV, options);
        }
    }

    @Override
    public void device(Path target, BlockDevice device, int permissions, Owner owner) {
        Path file = target.resolve(DEVICE);
        if (below(target).contains(target)) {
            if (BlockDevice.of(file).filter(device::equals).isPresent() && permissions(file) == permissions) {
                return;
            }
            unmountBelow(target);
        }
        try {
            Files.createDirectories(target);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot show a device at " + target, failure);
        }
        // The node's own disk lets no device be opened.
        Mounting.mount("tmpfs", target.toString(), "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=711,size=4k,nr_inodes=2");
        device.makeFile(file, owner.uid(), owner.gid(), permissions);
    }

    private static int permissions(Path file) {
        try {
            return (int) Files.getAttribute(file, "unix:mode") & 0777;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void overlay(Path within, List<String> layers, Path target) {
        Overlays.show(within, layers, target);
    }

    @Override
    public void pin(Path root, String path, Path target, Create create) throws IOException {
        if (below(target).contains(target)) {
            return;
        }
        int rootFd = Descriptors.open(root.toString(), O_PATH | O_DIRECTORY);
        try {
            int fd = openInside(rootFd, path, create);
            try {
                String source = Descriptors.path(fd);
                prepare(target, Descriptors.status(fd).directory());
                Mounting.mount(source, target.toString(), null, MS_BIND | MS_REC, null);
                Mounting.mount(null, target.toString(), null, MS_PRIVATE | MS_REC, null);
            } finally {
                Descriptors.close(fd);
            }
        } finally {
            Descriptors.close(rootFd);
        }
    }

    @Override
    public void readOnly(Path target) {
        Mounting.mount(null, target.toString(), null, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NODEV, null);
    }

    /// What an earlier attempt left may be of the other kind.
    private static void prepare(Path target, boolean directory) throws IOException {
        if (directory) {
            if (Files.isRegularFile(target)) {
                Files.delete(target);
            }
            Files.createDirectories(target);
        } else if (!Files.isRegularFile(target)) {
            Files.deleteIfExists(target);
            Files.createDirectories(target.getParent());
            Files.createFile(target);
        }
    }

    private static int openInside(int root, String path, Create create) throws IOException {
        String relative = path.isEmpty() || path.equals("/") ? "." : path;
        try {
            return open(root, relative, O_PATH);
        } catch (LinuxException missing) {
            if (missing.errno() != LinuxException.ENOENT && missing.errno() != LinuxException.ENOTDIR) {
                throw missing;
            }
            if (create == Create.NOTHING || missing.errno() == LinuxException.ENOTDIR) {
                throw new NoSuchFileException(path);
            }
        }
        if (create != Create.FILE) {
            return directories(root, relative, create == Create.DIRECTORY_LIKE_ROOT ? Descriptors.status(root).permissions() : 0755);
        }
        Descriptors.close(directories(root, parent(relative), 0755));
        Descriptors.close(Descriptors.open(root, Descriptors.bytes(relative), O_WRONLY | O_CREAT, 0644, INSIDE));
        int made = open(root, relative, O_PATH);
        give(made, root);
        return made;
    }

    /// Makes missing directories one by one, each inside the one before it as the kernel sees it.
    private static int directories(int root, String path, int permissions) {
        int at = open(root, ".", O_PATH | O_DIRECTORY);
        StringBuilder soFar = new StringBuilder();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            soFar.append('/').append(part);
            int above = at;
            try {
                at = directory(root, soFar.toString(), above, part, permissions);
            } finally {
                Descriptors.close(above);
            }
        }
        return at;
    }

    private static int directory(int root, String path, int parent, String name, int permissions) {
        try {
            return open(root, path, O_PATH | O_DIRECTORY);
        } catch (LinuxException missing) {
            if (missing.errno() != LinuxException.ENOENT) {
                throw missing;
            }
        }
        int errno = Descriptors.makeDirectory(parent, Descriptors.bytes(name), 0755);
        if (errno != 0 && errno != LinuxException.EEXIST) {
            throw new LinuxException("make directory " + name, errno);
        }
        int made = Descriptors.open(parent, Descriptors.bytes(name), O_PATH | O_DIRECTORY | O_NOFOLLOW, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
        if (errno == 0) {
            give(made, root);
            Descriptors.permissions(made, permissions);
        }
        return made;
    }

    private static void give(int made, int root) {
        Descriptors.Status owner = Descriptors.status(root);
        Descriptors.owner(made, owner.uid(), owner.gid());
    }

    private static int open(int root, String path, int flags) {
        return Descriptors.open(root, Descriptors.bytes(path), flags, 0, INSIDE);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "." : path.substring(0, slash);
    }

    @Override
    public void unmountBelow(Path path) {
        for (Path mounted : below(path)) {
            Mounting.unmount(mounted.toString(), MNT_DETACH | UMOUNT_NOFOLLOW);
        }
    }

    @Override
    public List<Path> below(Path path) {
        return MountTable.below(path);
    }
}
