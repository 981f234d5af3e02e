package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// Files and directories by descriptor. A name is the bytes that the kernel knows, whatever they spell.
public final class Descriptors {

    public static final int AT_FDCWD = -100;
    public static final int O_WRONLY = 0x1;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    // These two have other numbers on ARM.
    public static final int O_DIRECTORY = arm() ? 0x4000 : 0x10000;
    public static final int O_NOFOLLOW = arm() ? 0x8000 : 0x20000;
    public static final long RESOLVE_NO_XDEV = 0x01;
    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    public static final long RESOLVE_BENEATH = 0x08;
    public static final long RESOLVE_IN_ROOT = 0x10;

    private static final long SYS_OPENAT2 = 437;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final long STATX_BYTES = 256;
    /// The unit of a file's blocks, whatever its file system's are.
    private static final long STATX_BLOCK = 512;
    private static final long NANOS = 1_000_000_000;
    private static final int SEEK_SET = 0;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int RETRIES = 64;
    private static final byte[] SELF = {};

    private static final MethodHandle OPENAT2 = Libc.handle("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CLOSE = Libc.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MKDIRAT = Libc.handle("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNLINKAT = Libc.handle("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RENAMEAT = Libc.handle("renameat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle SYMLINKAT = Libc.handle("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle READLINKAT = Libc.handle("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle FCHOWNAT = Libc.handle("fchownat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CHMOD = Libc.handle("chmod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle STATX = Libc.handle("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETDENTS64 = Libc.handle("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle LSEEK = Libc.handle("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FALLOCATE = Libc.handle("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle READ = Libc.handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = Libc.handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private Descriptors() {}

    /// @param device in which the file lies
    /// @param mode with the type in its upper bits
    /// @param allocated bytes that it takes of its file system
    /// @param changed when anything of it changed last, in nanoseconds since 1970
    public record Status(long device, long inode, int mode, int uid, int gid, long size, long allocated, long changed) {

        private static final int TYPE = 0170000;

        public boolean directory() {
            return (mode & TYPE) == 0040000;
        }

        public boolean regular() {
            return (mode & TYPE) == 0100000;
        }

        public boolean link() {
            return (mode & TYPE) == 0120000;
        }

        public boolean socket() {
            return (mode & TYPE) == 0140000;
        }

        public int permissions() {
            return mode & 07777;
        }
    }

    private static boolean arm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    /// `openat2`. With what the kernel says when a racing rename keeps it from telling whether the path stays inside, it is asked again.
    public static int open(int directory, byte[] path, int flags, int mode, long resolve) {
        for (int tries = 1;; tries++) {
            long fd = Libc.attempt((arena, state) -> {
                MemorySegment how = arena.allocate(24, 8);
                how.set(JAVA_LONG, 0, flags | O_CLOEXEC);
                how.set(JAVA_LONG, 8, mode);
                how.set(JAVA_LONG, 16, resolve);
                return (long) OPENAT2.invokeExact(state, SYS_OPENAT2, directory, name(arena, path), how, 24L);
            });
            if (fd >= 0) {
                return (int) fd;
            }
            if (fd != -LinuxException.EAGAIN || tries == RETRIES) {
                throw new LinuxException("open " + spelled(path), (int) -fd);
            }
        }
    }

    public static int open(String path, int flags) {
        return open(AT_FDCWD, bytes(path), flags, 0, 0);
    }

    public static void close(int fd) {
        Libc.attempt((_, state) -> (int) CLOSE.invokeExact(state, fd));
    }

    /// Its errno when it could not be made, else 0.
    public static int makeDirectory(int directory, byte[] name, int mode) {
        return (int) -Libc.attempt((arena, state) -> (int) MKDIRAT.invokeExact(state, directory, name(arena, name), mode));
    }

    /// Its errno when it could not be removed, else 0.
    public static int remove(int directory, byte[] name) {
        return (int) -Libc.attempt((arena, state) -> (int) UNLINKAT.invokeExact(state, directory, name(arena, name), 0));
    }

    /// Its errno when it could not be removed, else 0.
    public static int removeDirectory(int directory, byte[] name) {
        return (int) -Libc.attempt((arena, state) -> (int) UNLINKAT.invokeExact(state, directory, name(arena, name), AT_REMOVEDIR));
    }

    /// Its errno when it could not be renamed, else 0.
    public static int rename(int from, byte[] name, int to, byte[] newName) {
        return (int) -Libc.attempt((arena, state) -> (int) RENAMEAT.invokeExact(state, from, name(arena, name), to, name(arena, newName)));
    }

    public static void link(int directory, byte[] name, String target) {
        Libc.call(() -> "make the link " + spelled(name),
                (arena, state) -> (int) SYMLINKAT.invokeExact(state, Libc.text(arena, target), directory, name(arena, name)));
    }

    public static String linkTarget(int directory, byte[] name) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment buffer = memory.allocate(4096);
            long length = Libc.call(() -> "read the link " + spelled(name),
                    (arena, state) -> (long) READLINKAT.invokeExact(state, directory, name(arena, name), buffer, buffer.byteSize()));
            return spelled(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }

    /// The open file itself, or the name in it without following a link.
    public static Status status(int fd, byte[] name) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment buffer = memory.allocate(STATX_BYTES, 8);
            Libc.call(() -> "look at " + spelled(name), (arena, state) -> (int) STATX.invokeExact(state, fd, name(arena, name),
                    AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, STATX_BASIC_STATS, buffer));
            return new Status((long) buffer.get(JAVA_INT, 136) << 32 | buffer.get(JAVA_INT, 140) & 0xffffffffL, buffer.get(JAVA_LONG, 32),
                    Short.toUnsignedInt(buffer.get(JAVA_SHORT, 28)), buffer.get(JAVA_INT, 20), buffer.get(JAVA_INT, 24), buffer.get(JAVA_LONG, 40),
                    buffer.get(JAVA_LONG, 48) * STATX_BLOCK, buffer.get(JAVA_LONG, 96) * NANOS + buffer.get(JAVA_INT, 104));
        }
    }

    public static Status status(int fd) {
        return status(fd, SELF);
    }

    /// Of the open file, which may be open with `O_PATH` only. -1 leaves an id as it is.
    public static void owner(int fd, int uid, int gid) {
        Libc.call(() -> "change the owner", (arena, state) -> (int) FCHOWNAT.invokeExact(state, fd, name(arena, SELF), uid, gid, AT_EMPTY_PATH));
    }

    /// Of the open file, which may be open with `O_PATH` only: `fchmod` refuses such, the link below `/proc` leads to just this file.
    public static void permissions(int fd, int mode) {
        Libc.call(() -> "change the permissions", (arena, state) -> (int) CHMOD.invokeExact(state, Libc.text(arena, path(fd)), mode));
    }

    /// A path that means the open file, for calls that take nothing else.
    public static String path(int fd) {
        return "/proc/self/fd/" + fd;
    }

    /// Fills the buffer with the directory's next entries (`struct linux_dirent64`); 0 at its end.
    public static int entries(int directory, MemorySegment buffer) {
        return (int) Libc.call(() -> "list a directory", (_, state) -> (long) GETDENTS64.invokeExact(state, directory, buffer, buffer.byteSize()));
    }

    public static void seek(int fd, long offset) {
        Libc.call(() -> "seek", (_, state) -> (long) LSEEK.invokeExact(state, fd, offset, SEEK_SET));
    }

    /// Where after this there is something that was written; empty when there is nothing more.
    public static OptionalLong data(int fd, long offset) {
        long found = Libc.attempt((_, state) -> (long) LSEEK.invokeExact(state, fd, offset, SEEK_DATA));
        if (found < 0 && found != -LinuxException.ENXIO) {
            throw new LinuxException("look for data", (int) -found);
        }
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /// Where after this nothing was written, at the latest at the file's end.
    public static long hole(int fd, long offset) {
        return Libc.call(() -> "look for a hole", (_, state) -> (long) LSEEK.invokeExact(state, fd, offset, SEEK_HOLE));
    }

    /// Sets blocks aside for a part of the file, which grows to its end if it is smaller.
    public static void reserve(int fd, long offset, long bytes) {
        Libc.call(() -> "reserve %d bytes".formatted(bytes), (_, state) -> (int) FALLOCATE.invokeExact(state, fd, 0, offset, bytes));
    }

    /// At most so many bytes from where the file stands.
    public static byte[] read(int fd, int most) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment buffer = memory.allocate(Math.max(1, most));
            long length = 0;
            while (length < most) {
                MemorySegment rest = buffer.asSlice(length);
                long got = Libc.call(() -> "read", (_, state) -> (long) READ.invokeExact(state, fd, rest, rest.byteSize()));
                if (got == 0) {
                    break;
                }
                length += got;
            }
            return buffer.asSlice(0, Math.min(length, most)).toArray(JAVA_BYTE);
        }
    }

    public static void write(int fd, byte[] content) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment rest = memory.allocateFrom(JAVA_BYTE, content);
            while (rest.byteSize() > 0) {
                MemorySegment now = rest;
                rest = rest.asSlice(Libc.call(() -> "write", (_, state) -> (long) WRITE.invokeExact(state, fd, now, now.byteSize())));
            }
        }
    }

    public static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static String spelled(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }

    private static MemorySegment name(Arena arena, byte[] name) {
        MemorySegment text = arena.allocate(name.length + 1L);
        MemorySegment.copy(name, 0, text, JAVA_BYTE, 0, name.length);
        return text;
    }
}
