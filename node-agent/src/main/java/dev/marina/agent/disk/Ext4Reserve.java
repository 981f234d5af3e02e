package dev.marina.agent.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What an ext4 file system keeps from all but root. It says so in its superblock; what its driver keeps for its own needs besides is
/// the kernel's word. Neither changes while the file system is filled.
///
/// @param blocks reserved when the file system was made
/// @see <a href="https://docs.kernel.org/filesystems/ext4/super.html">the layout of the superblock</a>
record Ext4Reserve(long blocks, int blockBytes) {

    private static final Path KERNEL = Path.of("/sys/fs/ext4");
    private static final int SUPERBLOCK_AT = 1024;
    private static final int SUPERBLOCK_BYTES = 1024;
    private static final int RESERVED_LOW = 0x8;
    private static final int LOG_BLOCK_SIZE = 0x18;
    private static final int SMALLEST_BLOCK = 1024;
    private static final int MAGIC = 0x38;
    private static final short EXT4 = (short) 0xEF53;
    private static final int INCOMPATIBLE_FEATURES = 0x60;
    private static final int WIDE_COUNTS = 0x80;
    private static final int RESERVED_HIGH = 0x154;

    /// @param device or file that holds the file system
    static Ext4Reserve read(Path device) throws IOException {
        ByteBuffer superblock = ByteBuffer.allocate(SUPERBLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
            while (superblock.hasRemaining()) {
                if (channel.read(superblock, SUPERBLOCK_AT + superblock.position()) < 0) {
                    throw new EOFException("%s ends before its superblock".formatted(device));
                }
            }
        }
        if (superblock.getShort(MAGIC) != EXT4) {
            throw new IOException("%s holds no ext4 file system".formatted(device));
        }
        long blocks = Integer.toUnsignedLong(superblock.getInt(RESERVED_LOW));
        if ((superblock.getInt(INCOMPATIBLE_FEATURES) & WIDE_COUNTS) != 0) {
            blocks |= (long) superblock.getInt(RESERVED_HIGH) << Integer.SIZE;
        }
        return new Ext4Reserve(blocks, SMALLEST_BLOCK << superblock.getInt(LOG_BLOCK_SIZE));
    }

    /// Of a file system that is mounted from this device.
    static long bytes(Path device) throws IOException {
        Ext4Reserve reserve = read(device);
        long kernels = Long.parseLong(Files.readAllLines(KERNEL.resolve(device.getFileName()).resolve("reserved_clusters")).getFirst().strip());
        return (reserve.blocks + kernels) * reserve.blockBytes;
    }
}
