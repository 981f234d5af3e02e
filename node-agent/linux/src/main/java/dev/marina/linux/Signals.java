package dev.marina.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Signals that Java cannot send.
public final class Signals {

    private static final MethodHandle KILL = Libc.handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final int SIGHUP = 1;
    private static final int ESRCH = 3;

    private Signals() {}

    /// What a process is told whose terminal has gone. One that has ended is told nothing.
    ///
    /// @throws LinuxException when it may not be told
    public static void hangUp(ProcessHandle process) {
        if (!process.isAlive()) {
            return;
        }
        long result = Libc.attempt((_, state) -> (int) KILL.invokeExact(state, Math.toIntExact(process.pid()), SIGHUP));
        if (result < 0 && result != -ESRCH) {
            throw new LinuxException("hang up process " + process.pid(), (int) -result);
        }
    }
}
