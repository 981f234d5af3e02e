package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// `mount` and `umount2`.
public final class Mounting {

    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_NOEXEC = 8;
    public static final long MS_REMOUNT = 32;
    public static final long MS_BIND = 4096;
    public static final long MS_REC = 16384;
    public static final long MS_PRIVATE = 1 << 18;
    public static final long MS_SHARED = 1 << 20;
    public static final int MNT_DETACH = 2;
    public static final int UMOUNT_NOFOLLOW = 8;

    private static final MethodHandle MOUNT = Libc.handle("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 = Libc.handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private Mounting() {}

    /// Source, type and data may be null where the kernel has no use for them.
    public static void mount(String source, String target, String type, long flags, String data) {
        Libc.call(() -> "mount %s at %s".formatted(source, target), (arena, state) -> (int) MOUNT.invokeExact(state, Libc.text(arena, source),
                Libc.text(arena, target), Libc.text(arena, type), flags, Libc.text(arena, data)));
    }

    public static void unmount(String target, int flags) {
        Libc.call(() -> "unmount " + target, (arena, state) -> (int) UMOUNT2.invokeExact(state, Libc.text(arena, target), flags));
    }
}
