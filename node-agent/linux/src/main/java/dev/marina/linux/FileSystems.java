package dev.marina.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// How full file systems are. It costs the same however many files they hold.
public final class FileSystems {

    private static final long STATVFS_BYTES = 256;
    private static final MethodHandle STATVFS = Libc.handle("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private FileSystems() {}

    /// @param free of what root too may use
    /// @param inodes 0 where the file system makes them as it needs them
    public record Fill(long bytes, long free, long inodes, long freeInodes) {

        public long used() {
            return bytes - free;
        }

        public long usedInodes() {
            return inodes - freeInodes;
        }
    }

    /// Of the file system in which the path lies.
    public static Fill fill(Path path) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment answer = memory.allocate(STATVFS_BYTES, 8);
            Libc.call(() -> "look at the file system of " + path,
                    (arena, state) -> (int) STATVFS.invokeExact(state, Libc.text(arena, path.toString()), answer));
            // struct statvfs, of longs: size of a block, of a fragment; fragments, free ones, free for all; inodes, free ones
            long fragment = answer.get(JAVA_LONG, 8);
            return new Fill(answer.get(JAVA_LONG, 16) * fragment, answer.get(JAVA_LONG, 24) * fragment, answer.get(JAVA_LONG, 40), answer.get(JAVA_LONG, 48));
        }
    }
}
