package dev.marina.store.backup;

import dev.marina.store.seal.Aead;
import dev.marina.store.seal.Deflated;
import dev.marina.store.seal.Unsealable;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Reads the file of one volume.
public final class VolumeReader {

    static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;
    /// Longer pieces are not written.
    private static final int LONGEST = 4 << 20;
    private static final int BUFFER = 256 << 10;

    private VolumeReader() {}

    /// Takes one piece after the other.
    @FunctionalInterface
    public interface Sink<X extends Exception> {
        void piece(long at, byte[] bytes) throws X;
    }

    private record Piece(long at, byte[] bytes) {}

    /// Throws [BackupException.Damaged] where it is not what was written, also at its end.
    static <X extends Exception> void read(BackupId id, Path path, byte[] key, int volume, Manifest.Volume written, Sink<X> into) throws X {
        MessageDigest digest = BackupWriter.sha256();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER))) {
            for (long number = 0; number < written.pieces(); number++) {
                Piece piece = piece(id, in, key, volume, number);
                digest.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(piece.at()).putInt(piece.bytes().length).array());
                digest.update(piece.bytes());
                into.piece(piece.at(), piece.bytes());
            }
            if (in.read() >= 0) {
                throw damaged(id, volume, "has more than was written", null);
            }
        } catch (NoSuchFileException e) {
            throw damaged(id, volume, "has no file", e);
        } catch (EOFException e) {
            throw damaged(id, volume, "ends too early", e);
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(written.sha256())) {
            throw damaged(id, volume, "is not what was in the snapshot", null);
        }
    }

    private static Piece piece(BackupId id, DataInputStream in, byte[] key, int volume, long number) throws IOException {
        long at = in.readLong();
        int plain = in.readInt();
        int length = in.readInt();
        if (plain < 1 || plain > LONGEST || length < 1 || length > 2 * LONGEST) {
            throw damaged(id, volume, "has a piece of impossible length", null);
        }
        byte[] sealed = new byte[length];
        in.readFully(sealed);
        try {
            return new Piece(at, Deflated.inflated(Aead.open(key, VolumeWriter.place(volume, number, at, plain), sealed), plain));
        } catch (Unsealable e) {
            throw damaged(id, volume, "has a piece %d that is not the one that was written".formatted(number), e);
        }
    }

    private static BackupException.Damaged damaged(BackupId id, int volume, String how, Exception cause) {
        return new BackupException.Damaged(id, "volume %d %s".formatted(volume, how), cause);
    }
}
