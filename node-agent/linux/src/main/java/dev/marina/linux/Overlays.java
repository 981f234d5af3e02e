package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;

/// Layers of directories shown as one.
public final class Overlays {

    private static final int CLONE_FS = 0x200;
    private static final long FLAGS = Mounting.MS_RDONLY | Mounting.MS_NOSUID | Mounting.MS_NODEV | Mounting.MS_NOEXEC;
    private static final MethodHandle UNSHARE = Libc.handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CHDIR = Libc.handle("chdir", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private Overlays() {}

    /// Nothing can be written, and no program started, where they are shown.
    ///
    /// @param within where the layers are: the kernel takes one page of names, so that they are told from here
    /// @param layers the uppermost first; at least two
    public static void show(Path within, List<String> layers, Path target) {
        ThrowAwayThread.call("overlay at " + target.getFileName(), () -> {
            Libc.call(() -> "have a directory of its own", (_, state) -> (int) UNSHARE.invokeExact(state, CLONE_FS));
            Libc.call(() -> "work in " + within, (arena, state) -> (int) CHDIR.invokeExact(state, Libc.text(arena, within.toString())));
            Mounting.mount("overlay", target.toString(), "overlay", FLAGS, "lowerdir=" + String.join(":", layers));
            return null;
        });
    }
}
