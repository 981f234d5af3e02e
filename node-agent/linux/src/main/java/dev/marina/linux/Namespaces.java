package dev.marina.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Namespaces of the calling thread. One that changes them must be a throw-away platform thread ([ThrowAwayThread]).
public final class Namespaces {

    private static final int CLONE_NEWNET = 0x40000000;
    private static final MethodHandle SETNS = Libc.handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle UNSHARE = Libc.handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Namespaces() {}

    /// @param fd of an open network namespace
    public static void enterNetwork(int fd) {
        Libc.call(() -> "enter a network namespace", (_, state) -> (int) SETNS.invokeExact(state, fd, CLONE_NEWNET));
    }

    public static void unshareNetwork() {
        Libc.call(() -> "make a network namespace", (_, state) -> (int) UNSHARE.invokeExact(state, CLONE_NEWNET));
    }
}
