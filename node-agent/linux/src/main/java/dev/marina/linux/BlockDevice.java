package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// A block device as the kernel counts them.
public record BlockDevice(int major, int minor) {

    private static final int TYPE = 0170000;
    private static final int BLOCK = 0060000;

    private static final MethodHandle MKNOD = Libc.handle("mknod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));

    /// That of a device's file; empty when nothing is there, or something else. Links are followed.
    public static Optional<BlockDevice> of(Path file) {
        try {
            if (((int) Files.getAttribute(file, "unix:mode") & TYPE) != BLOCK) {
                return Optional.empty();
            }
            long device = (long) Files.getAttribute(file, "unix:rdev");
            return Optional.of(new BlockDevice((int) (device >> 8 & 0xfff | device >> 32 & ~0xfff), (int) (device & 0xff | device >> 12 & 0xffffff00L)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Makes a file that stands for it. The directory's mount must let devices be opened.
    public void makeFile(Path file, int uid, int gid, int permissions) {
        Libc.call(() -> "make the device file " + file,
                (arena, state) -> (int) MKNOD.invokeExact(state, Libc.text(arena, file.toString()), BLOCK | 0600, number()));
        int made = Descriptors.open(file.toString(), Descriptors.O_PATH | Descriptors.O_NOFOLLOW);
        try {
            Descriptors.owner(made, uid, gid);
            Descriptors.permissions(made, permissions);
        } finally {
            Descriptors.close(made);
        }
    }

    private long number() {
        return (major & 0xfffL) << 8 | (major & ~0xfffL) << 32 | minor & 0xffL | (minor & ~0xffL) << 12;
    }

    @Override
    public String toString() {
        return major + ":" + minor;
    }
}
