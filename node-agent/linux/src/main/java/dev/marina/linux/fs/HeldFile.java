package dev.marina.linux.fs;

import static dev.marina.linux.Descriptors.O_DIRECTORY;
import static dev.marina.linux.Descriptors.O_PATH;
import static dev.marina.linux.Descriptors.RESOLVE_IN_ROOT;
import static dev.marina.linux.Descriptors.RESOLVE_NO_MAGICLINKS;

import dev.marina.linux.Descriptors;
import dev.marina.linux.Descriptors.Status;
import dev.marina.linux.LinuxException;
import java.nio.file.Path;
import java.util.Optional;

/// One file of any kind somewhere in a tree that others write. As long as it is held its path means this file and no other, whatever
/// has become of the name by which it was found.
public final class HeldFile implements AutoCloseable {

    private static final int LONGEST_PATH = 4095;

    private final int fd;

    private HeldFile(int fd) {
        this.fd = fd;
    }

    /// What lies at the path for somebody to whom `root` is the whole file system: so links on the way are followed, and none leads out.
    /// Empty when nothing is there.
    ///
    /// @param root whose parents are nobody else's to change
    public static Optional<HeldFile> inside(Path root, String path) {
        byte[] name = Descriptors.bytes(path);
        if (name.length == 0 || name.length > LONGEST_PATH || path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        int at = Descriptors.open(root.toString(), O_PATH | O_DIRECTORY);
        try {
            return Optional.of(new HeldFile(Descriptors.open(at, name, O_PATH, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS)));
        } catch (LinuxException missing) {
            if (Directory.nothingInHere(missing)) {
                return Optional.empty();
            }
            throw missing;
        } finally {
            Descriptors.close(at);
        }
    }

    public boolean socket() {
        return Descriptors.status(fd).socket();
    }

    /// Which file it is: another one that has taken its name has another number, or has changed later.
    public Identity identity() {
        Status status = Descriptors.status(fd);
        return new Identity(status.inode(), status.changed());
    }

    /// @param changed when anything of it changed last, in nanoseconds since 1970
    public record Identity(long inode, long changed) {}

    /// For calls of this process that take nothing but a path.
    public Path path() {
        return Path.of(Descriptors.path(fd));
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
