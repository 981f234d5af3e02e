package dev.marina.agent.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext4ReserveTest {

    private static final int WIDE = 0x80;

    @TempDir
    Path directory;

    private Path image(int magic, int features, int reservedLow, int reservedHigh) throws IOException {
        ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(1024 + 0x8, reservedLow).putInt(1024 + 0x18, 2).putShort(1024 + 0x38, (short) magic).putInt(1024 + 0x60, features)
                .putInt(1024 + 0x154, reservedHigh);
        return Files.write(directory.resolve("image"), image.array());
    }

    @Test
    void theSuperblockTellsHowManyBlocksAreReserved() throws IOException {
        assertEquals(new Ext4Reserve(1234, 4096), Ext4Reserve.read(image(0xEF53, 0, 1234, 7)), "of an older file system the upper half means nothing");
        assertEquals(new Ext4Reserve((7L << 32) + 0xFFFFFFFFL, 4096), Ext4Reserve.read(image(0xEF53, WIDE, -1, 7)));
    }

    @Test
    void whatIsNoSuchFileSystemIsNotTakenForOne() throws IOException {
        assertThrows(IOException.class, () -> Ext4Reserve.read(image(0x5846, WIDE, 1234, 0)));
        assertThrows(EOFException.class, () -> Ext4Reserve.read(Files.write(directory.resolve("short"), new byte[1500])));
    }
}
