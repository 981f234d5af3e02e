package dev.marina.linux.fs;

import static dev.marina.linux.Descriptors.O_CREAT;
import static dev.marina.linux.Descriptors.O_DIRECTORY;
import static dev.marina.linux.Descriptors.O_EXCL;
import static dev.marina.linux.Descriptors.O_NOFOLLOW;
import static dev.marina.linux.Descriptors.O_NONBLOCK;
import static dev.marina.linux.Descriptors.O_PATH;
import static dev.marina.linux.Descriptors.O_WRONLY;
import static dev.marina.linux.Descriptors.RESOLVE_BENEATH;
import static dev.marina.linux.Descriptors.RESOLVE_NO_MAGICLINKS;
import static dev.marina.linux.Descriptors.RESOLVE_NO_SYMLINKS;
import static dev.marina.linux.Descriptors.RESOLVE_NO_XDEV;

import dev.marina.linux.Descriptors;
import dev.marina.linux.Descriptors.Status;
import dev.marina.linux.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A directory held open, in which others may write. A name means what lies directly in it, or deeper when it has slashes, but never
/// what a link leads to and never another mount. For the thread
/// that opened it.
public final class Directory implements AutoCloseable {

    static final long INSIDE = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

    private final int fd;
    private final Entries entries;

    private Directory(int fd) {
        this.fd = fd;
        entries = new Entries(fd);
    }

    /// A directory whose parents are nobody else's to change.
    public static Directory open(Path path) {
        return new Directory(Descriptors.open(path.toString(), O_DIRECTORY | O_NOFOLLOW));
    }

    static Directory open(int parent, byte[] name, long resolve) {
        return new Directory(Descriptors.open(parent, name, O_DIRECTORY | O_NOFOLLOW, 0, resolve));
    }

    public Directory directory(String name) {
        return directory(Descriptors.bytes(name));
    }

    Directory directory(byte[] name) {
        return open(fd, name, INSIDE);
    }

    /// The directory around this one, by the kernel's own account: whoever asks must check that it is the one they mean.
    Directory parent() {
        return open(fd, Descriptors.bytes(".."), 0);
    }

    /// Makes a directory that is not there yet.
    public Directory make(String name, int permissions) {
        done("make directory " + name, Descriptors.makeDirectory(fd, Descriptors.bytes(name), 0700));
        Directory made = directory(name);
        made.permissions(permissions);
        return made;
    }

    /// The directory of this name, made if it is not there.
    public Directory ensure(String name, int permissions) {
        return status(name).isPresent() ? directory(name) : make(name, permissions);
    }

    /// Writes a file that is not there yet.
    ///
    /// @param uid -1 for the writer's own
    /// @param gid -1 for the writer's own
    public void write(String name, byte[] content, int permissions, int uid, int gid) {
        int file = Descriptors.open(fd, Descriptors.bytes(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, INSIDE);
        try {
            Descriptors.write(file, content);
            Descriptors.owner(file, uid, gid);
            Descriptors.permissions(file, permissions);
        } finally {
            Descriptors.close(file);
        }
    }

    /// The first bytes of a file; empty when nothing of the name is a regular file.
    public Optional<byte[]> read(String name, int most) {
        int file;
        try {
            // Not waiting for the other end, should it be a pipe.
            file = Descriptors.open(fd, Descriptors.bytes(name), O_NOFOLLOW | O_NONBLOCK, 0, INSIDE);
        } catch (LinuxException _) {
            return Optional.empty();
        }
        try {
            return Descriptors.status(file).regular() ? Optional.of(Descriptors.read(file, most)) : Optional.empty();
        } finally {
            Descriptors.close(file);
        }
    }

    public Status status() {
        return Descriptors.status(fd);
    }

    /// What the name itself is, link or not.
    public Optional<Status> status(String name) {
        try (Handle handle = handle(Descriptors.bytes(name))) {
            return Optional.of(handle.status());
        } catch (LinuxException missing) {
            if (nothingInHere(missing)) {
                return Optional.empty();
            }
            throw missing;
        }
    }

    /// Whether the kernel said no because nothing of the name lies in the directory: not there, or behind a link or a mount.
    static boolean nothingInHere(LinuxException failure) {
        return switch (failure.errno()) {
            case LinuxException.ENOENT, LinuxException.ENOTDIR, LinuxException.ELOOP, LinuxException.EXDEV -> true;
            default -> false;
        };
    }

    /// Where a link leads; empty when the name is none.
    public Optional<String> linkTarget(String name) {
        return status(name).filter(Status::link).map(_ -> Descriptors.linkTarget(fd, Descriptors.bytes(name)));
    }

    public void link(String name, String target) {
        Descriptors.link(fd, Descriptors.bytes(name), target);
    }

    /// Within this directory. What had the new name is replaced, unless it is a directory with something in it.
    public void rename(String name, String newName) {
        done("rename %s to %s".formatted(name, newName), Descriptors.rename(fd, Descriptors.bytes(name), fd, Descriptors.bytes(newName)));
    }

    /// A file, a link, or a directory with all that is in it. Succeeds when there is none.
    public void remove(String name) {
        new TreeRemoval(this).remove(Descriptors.bytes(name));
    }

    public void permissions(int permissions) {
        Descriptors.permissions(fd, permissions);
    }

    /// -1 leaves an id as it is.
    public void owner(int uid, int gid) {
        Descriptors.owner(fd, uid, gid);
    }

    /// Every name in here but `.` and `..`, as the kernel lists them. The directory may be changed meanwhile; what appears or goes
    /// is then listed or not.
    public void forEach(Consumer<String> name) {
        rewind();
        for (Entry entry = next(); entry != null; entry = next()) {
            name.accept(entry.spelled());
        }
    }

    /// No more than so many of them, however many there are.
    public List<String> names(int most) {
        List<String> names = new ArrayList<>();
        rewind();
        for (Entry entry = next(); entry != null && names.size() < most; entry = next()) {
            names.add(entry.spelled());
        }
        return names;
    }

    void rewind() {
        entries.seek(0);
    }

    /// The next entry, or null at the end.
    Entry next() {
        return entries.next();
    }

    /// Where the listing stands, for [#seek].
    long position() {
        return entries.position();
    }

    void seek(long position) {
        entries.seek(position);
    }

    Handle handle(byte[] name) {
        return new Handle(Descriptors.open(fd, name, O_PATH | O_NOFOLLOW, 0, INSIDE));
    }

    /// This directory as a file.
    Handle handle() {
        return handle(Descriptors.bytes("."));
    }

    /// Its errno when it could not be removed, else 0.
    int removeFile(byte[] name) {
        return Descriptors.remove(fd, name);
    }

    /// Its errno when it could not be removed, else 0.
    int removeDirectory(byte[] name) {
        return Descriptors.removeDirectory(fd, name);
    }

    /// Its errno when it could not be moved, else 0.
    int move(byte[] name, Directory to, String newName) {
        return Descriptors.rename(fd, name, to.fd, Descriptors.bytes(newName));
    }

    private static void done(String what, int errno) {
        if (errno != 0) {
            throw new LinuxException(what, errno);
        }
    }

    @Override
    public void close() {
        entries.close();
        Descriptors.close(fd);
    }
}
