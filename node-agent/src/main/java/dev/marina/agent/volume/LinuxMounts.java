package dev.marina.agent.volume;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Mounts by system call. Needs root.
public final class LinuxMounts implements Mounts {

    private static final int O_PATH = 0x200000;
    private static final int O_DIRECTORY = 0x10000;
    private static final int O_CREAT = 0x40;
    private static final int O_WRONLY = 0x1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NOFOLLOW = 0x20000;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final long SYS_OPENAT2 = 437;
    private static final int AT_FDCWD = -100;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;
    private static final long MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int ENOENT = 2;
    private static final int EEXIST = 17;
    private static final int ENOTDIR = 20;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle MOUNT = handle("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 = handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MKDIRAT = handle("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle OPENAT2 = handle("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        List<Linker.Option> all = new ArrayList<>(List.of(options));
        all.add(Linker.Option.captureCallState("errno"));
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all.toArray(Linker.Option[]::new));
    }

    /// A system call said no.
    private static final class Refused extends IOException {
        private final int errno;

        Refused(String what, int errno) {
            super("%s: errno %d".formatted(what, errno));
            this.errno = errno;
        }
    }

    @Override
    public void tmpfs(Path target, long sizeBytes, String mode) {
        try {
            Files.createDirectories(target);
            if (below(target).contains(target)) {
                return;
            }
            String options = "mode=" + mode + (sizeBytes > 0 ? ",size=" + sizeBytes : "");
            mount("tmpfs", target.toString(), "tmpfs", MS_NOSUID | MS_NODEV, options);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot mount a tmpfs at " + target, failure);
        }
    }

    @Override
    public void pin(Path root, String path, Path target, Create create) throws IOException {
        if (below(target).contains(target)) {
            return;
        }
        int rootFd = open(AT_FDCWD, root.toString(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0, 0);
        try {
            int fd = openInside(rootFd, path, create);
            try {
                Path source = Path.of("/proc/self/fd/" + fd);
                if (Files.isDirectory(source) && Files.isRegularFile(target)) {
                    Files.delete(target);
                }
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else if (!Files.isRegularFile(target)) {
                    // An empty directory from an earlier attempt, when a directory was there.
                    Files.deleteIfExists(target);
                    Files.createDirectories(target.getParent());
                    Files.createFile(target);
                }
                mount(source.toString(), target.toString(), null, MS_BIND | MS_REC, null);
                mount(null, target.toString(), null, MS_PRIVATE | MS_REC, null);
            } finally {
                close(fd);
            }
        } finally {
            close(rootFd);
        }
    }

    private static int openInside(int root, String path, Create create) throws IOException {
        String relative = path.isEmpty() || path.equals("/") ? "." : path;
        try {
            return open(root, relative, O_PATH | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        } catch (Refused missing) {
            if (missing.errno != ENOENT && missing.errno != ENOTDIR) {
                throw missing;
            }
            if (create == Create.NOTHING || missing.errno == ENOTDIR) {
                throw new NoSuchFileException(path);
            }
        }
        int parent = directories(root, create == Create.DIRECTORY ? relative : parent(relative));
        if (create == Create.DIRECTORY) {
            return parent;
        }
        close(parent);
        close(open(root, relative, O_WRONLY | O_CREAT | O_CLOEXEC, 0644, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS));
        return open(root, relative, O_PATH | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    /// Makes missing directories one by one, each inside the one before it as the kernel sees it.
    private static int directories(int root, String path) throws IOException {
        int at = open(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_IN_ROOT);
        StringBuilder soFar = new StringBuilder();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            soFar.append('/').append(part);
            int next;
            try {
                next = open(root, soFar.toString(), O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
            } catch (Refused missing) {
                if (missing.errno != ENOENT) {
                    close(at);
                    throw missing;
                }
                makeDirectory(at, part);
                next = open(at, part, O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW, 0, RESOLVE_NO_MAGICLINKS);
            }
            close(at);
            at = next;
        }
        return at;
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "." : path.substring(0, slash);
    }

    private static void makeDirectory(int parent, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) MKDIRAT.invokeExact(state, parent, arena.allocateFrom(name), 0755);
            int errno = (int) ERRNO.get(state, 0L);
            if (result != 0 && errno != EEXIST) {
                throw new Refused("mkdirat " + name, errno);
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void unmountBelow(Path path) {
        for (Path mounted : below(path)) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE);
                int result = (int) UMOUNT2.invokeExact(state, arena.allocateFrom(mounted.toString()), MNT_DETACH | UMOUNT_NOFOLLOW);
                if (result != 0) {
                    throw new UncheckedIOException(new Refused("umount " + mounted, (int) ERRNO.get(state, 0L)));
                }
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    @Override
    public List<Path> below(Path path) {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> Path.of(unescape(line.split(" ")[4])))
                    .filter(mounted -> mounted.startsWith(path)).sorted(Comparator.comparing(Path::getNameCount).reversed()).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String unescape(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    private static int open(int directory, String path, int flags, int mode, long resolve) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment how = arena.allocate(24, 8);
            how.set(JAVA_LONG, 0, flags);
            how.set(JAVA_LONG, 8, mode);
            how.set(JAVA_LONG, 16, resolve);
            long fd = (long) OPENAT2.invokeExact(state, SYS_OPENAT2, directory, arena.allocateFrom(path), how, 24L);
            if (fd < 0) {
                throw new Refused("open " + path, (int) ERRNO.get(state, 0L));
            }
            return (int) fd;
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), fd);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void mount(String source, String target, String type, long flags, String data) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) MOUNT.invokeExact(state, text(arena, source), text(arena, target), text(arena, type), flags, text(arena, data));
            if (result != 0) {
                throw new Refused("mount %s at %s".formatted(source, target), (int) ERRNO.get(state, 0L));
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MemorySegment text(Arena arena, String text) {
        return text == null ? MemorySegment.NULL : arena.allocateFrom(text);
    }
}
