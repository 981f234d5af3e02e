package dev.marina.launcher.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system calls that Java does not offer.
public final class Linux {
    public static final int SIGTERM = 15;
    public static final int SIGINT = 2;
    public static final int SIGKILL = 9;

    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int WNOHANG = 1;
    private static final int MNT_DETACH = 2;
    private static final Linker LINKER = Linker.nativeLinker();

    /// The prctl wrapper is variadic from its second argument on.
    private static final MethodHandle PRCTL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle KILL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("kill"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle WAITPID = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("waitpid"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle GETEUID = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("geteuid"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT));
    private static final MethodHandle UMOUNT2 = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("umount2"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    public static boolean root() {
        return call(() -> (int) GETEUID.invokeExact()) == 0;
    }

    /// From now on orphans below this process become its children, and not those of init.
    public static void becomeSubreaper() {
        if (call(() -> (int) PRCTL.invokeExact(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L)) != 0) {
            throw new IllegalStateException("prctl(PR_SET_CHILD_SUBREAPER) failed");
        }
    }

    /// Takes a zombie child from the process table. Anything else stays as it is.
    public static void reap(long pid) {
        call(() -> (int) WAITPID.invokeExact((int) pid, MemorySegment.NULL, WNOHANG));
    }

    /// A process that is gone already is no error.
    public static void signal(ProcessId process, int signal) {
        if (ProcessTable.alive(process)) {
            call(() -> (int) KILL.invokeExact((int) process.pid(), signal));
        }
    }

    /// Takes the mount away at once, and its contents when their last user is gone.
    public static boolean unmount(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(path);
            return call(() -> (int) UMOUNT2.invokeExact(text, MNT_DETACH)) == 0;
        }
    }

    @FunctionalInterface
    private interface Call {
        int run() throws Throwable;
    }

    private static int call(Call call) {
        try {
            return call.run();
        } catch (Throwable e) {
            throw new IllegalStateException("system call failed", e);
        }
    }

    private Linux() {}
}
