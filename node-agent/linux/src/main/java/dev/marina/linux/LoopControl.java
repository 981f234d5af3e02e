package dev.marina.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// The kernel's list of loop devices. For root.
public final class LoopControl {

    private static final String CONTROL = "/dev/loop-control";
    private static final long REMOVE = 0x4C81;

    private static final MethodHandle IOCTL = Libc.handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));

    private LoopControl() {}

    /// Takes the device with this number off the list, so that it is given to nobody who asks for a free one. Succeeds when there is
    /// none; throws [LinuxException] with EBUSY while something is attached to it or somebody has it open.
    public static void remove(int number) {
        int control = Descriptors.open(CONTROL, Descriptors.O_WRONLY);
        try {
            long result = Libc.attempt((_, state) -> (int) IOCTL.invokeExact(state, control, REMOVE, (long) number));
            if (result < 0 && result != -LinuxException.ENODEV) {
                throw new LinuxException("remove loop device " + number, (int) -result);
            }
        } finally {
            Descriptors.close(control);
        }
    }
}
