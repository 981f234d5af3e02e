package dev.marina.store.seal;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Bytes made smaller before they are sealed. For the blocks of journals and backups.
public final class Deflated {

    private Deflated() {}

    public static byte[] of(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4 + 64);
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /// Throws [Unsealable] where they are not these bytes, or fewer.
    ///
    /// @param length of the plain bytes
    public static byte[] inflated(byte[] deflated, int length) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] plain = new byte[length];
            if (inflater.inflate(plain) != length) {
                throw new Unsealable("a block is shorter than it says", null);
            }
            return plain;
        } catch (DataFormatException e) {
            throw new Unsealable("a block cannot be unpacked", e);
        } finally {
            inflater.end();
        }
    }
}
