package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Mounts that show the owners of a file system's files as a user namespace maps them, from Linux 5.12 on for ext4 and XFS, 5.15 for
/// Btrfs, 6.3 for tmpfs. The kernel says EINVAL for a file system that cannot.
public final class IdMappedMounts {

    private static final long SYS_OPEN_TREE = 428;
    private static final long SYS_MOVE_MOUNT = 429;
    private static final long SYS_MOUNT_SETATTR = 442;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final long MOUNT_ATTR_IDMAP = 0x00100000;
    private static final long ATTRIBUTES_BYTES = 32;

    private static final MethodHandle OPEN_TREE = Libc.handle("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MOVE_MOUNT = Libc.handle("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MOUNT_SETATTR = Libc.handle("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG), Linker.Option.firstVariadicArg(1));

    private IdMappedMounts() {}

    /// Shows what lies at `source` also at `target`, with owners as the namespace maps them. Both may be the same: the new mount then
    /// hides the old one. Mounts below `source` are not shown.
    public static void bind(String source, String target, UserNamespace owners) {
        int tree = (int) Libc.call(() -> "clone the mount at " + source, (arena, state) -> (long) OPEN_TREE.invokeExact(state, SYS_OPEN_TREE,
                Descriptors.AT_FDCWD, Libc.text(arena, source), OPEN_TREE_CLONE | Descriptors.O_CLOEXEC));
        try {
            Libc.call(() -> "map the ids of " + source, (arena, state) -> {
                MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 8);
                attributes.set(JAVA_LONG, 0, MOUNT_ATTR_IDMAP);
                attributes.set(JAVA_LONG, 24, owners.fd());
                return (long) MOUNT_SETATTR.invokeExact(state, SYS_MOUNT_SETATTR, tree, Libc.text(arena, ""), AT_EMPTY_PATH, attributes, ATTRIBUTES_BYTES);
            });
            Libc.call(() -> "mount %s with its ids mapped".formatted(target), (arena, state) -> (long) MOVE_MOUNT.invokeExact(state, SYS_MOVE_MOUNT, tree,
                    Libc.text(arena, ""), Descriptors.AT_FDCWD, Libc.text(arena, target), MOVE_MOUNT_F_EMPTY_PATH));
        } finally {
            Descriptors.close(tree);
        }
    }
}
