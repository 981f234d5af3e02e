package dev.marina.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.marina.linux.Descriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The listing of an open directory, a buffer at a time.
final class Entries implements AutoCloseable {

    private static final int BYTES = 32 * 1024;
    private static final int DT_UNKNOWN = 0;
    private static final int DT_DIR = 4;

    private final int fd;
    private final Arena memory = Arena.ofConfined();
    private MemorySegment buffer;
    private long at;
    private long end;
    private long position;

    Entries(int fd) {
        this.fd = fd;
    }

    /// Null at the end.
    Entry next() {
        while (true) {
            if (at == end) {
                if (buffer == null) {
                    buffer = memory.allocate(BYTES, 8);
                }
                at = 0;
                end = Descriptors.entries(fd, buffer);
                if (end == 0) {
                    return null;
                }
            }
            // struct linux_dirent64: inode, offset of the next, length of this, type, name
            long start = at;
            at += Short.toUnsignedInt(buffer.get(JAVA_SHORT, start + 16));
            position = buffer.get(JAVA_LONG, start + 8);
            int type = buffer.get(JAVA_BYTE, start + 18);
            byte[] name = name(start + 19);
            if (!dots(name)) {
                return new Entry(name, type == DT_DIR || type == DT_UNKNOWN && Descriptors.status(fd, name).directory());
            }
        }
    }

    private byte[] name(long start) {
        long stop = start;
        while (buffer.get(JAVA_BYTE, stop) != 0) {
            stop++;
        }
        return buffer.asSlice(start, stop - start).toArray(JAVA_BYTE);
    }

    private static boolean dots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || name.length == 2 && name[1] == '.');
    }

    long position() {
        return position;
    }

    void seek(long to) {
        Descriptors.seek(fd, to);
        at = 0;
        end = 0;
        position = to;
    }

    @Override
    public void close() {
        memory.close();
    }
}
