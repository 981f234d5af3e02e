package dev.marina.csi.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PiecesTest {

    private static final long TEBIBYTE = 1L << 40;

    @TempDir
    Path directory;

    private record Read(long at, byte[] bytes) {}

    private Path sparse(String name, long size) throws IOException {
        Path path = directory.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return path;
    }

    private static void put(Path path, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.write(bytes);
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static List<Read> read(Path path) throws IOException {
        List<Read> pieces = new ArrayList<>();
        Pieces.read(path, (at, bytes) -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            pieces.add(new Read(at, copy));
        });
        return pieces;
    }

    @Test
    void aTebibyteOfNothingWithALittleInItIsALittle() throws IOException {
        Path image = sparse("large", TEBIBYTE);
        byte[] noise = noise(10_000);
        put(image, TEBIBYTE / 2, noise);
        put(image, 0, new byte[8192]);

        List<Read> pieces = read(image);

        assertEquals(1, pieces.size(), "zeros that were written are none");
        assertTrue(Pieces.data(image) < 1 << 20);
        Path again = sparse("again", TEBIBYTE);
        Pieces.write(again, into -> {
            for (Read piece : pieces) {
                into.piece(piece.at(), ByteBuffer.wrap(piece.bytes()));
            }
        });
        try (RandomAccessFile file = new RandomAccessFile(again.toFile(), "r")) {
            file.seek(TEBIBYTE / 2);
            byte[] found = new byte[noise.length];
            file.readFully(found);
            assertArrayEquals(noise, found);
        }
    }

    @Test
    void noPieceIsLongerThanOneMayBe() throws IOException {
        Path image = sparse("full", 3L << 20);
        put(image, 100, noise((3 << 20) - 100));

        List<Read> pieces = read(image);

        assertTrue(pieces.stream().allMatch(piece -> piece.bytes().length <= Pieces.LONGEST));
        byte[] all = new byte[3 << 20];
        pieces.forEach(piece -> System.arraycopy(piece.bytes(), 0, all, (int) piece.at(), piece.bytes().length));
        assertArrayEquals(Files.readAllBytes(image), all);
    }

    @Test
    void whatIsNotWithinTheVolumeIsRefused() throws IOException {
        Path image = sparse("small", 4096);
        for (long at : new long[] {-1, 4095, 4096, Long.MAX_VALUE}) {
            assertThrows(IOException.class, () -> Pieces.write(image, into -> into.piece(at, ByteBuffer.wrap(new byte[2]))));
        }
        assertEquals(4096, Files.size(image));
    }
}
