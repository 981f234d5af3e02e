package dev.marina.csi.volume;

import dev.marina.linux.Descriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/// What is in an image, as pieces in the order of their places: what was never written and what is nothing but zeros is in none of them.
public final class Pieces {

    /// The longest piece. One is in memory at a time.
    public static final int LONGEST = 1 << 20;

    private Pieces() {}

    /// Takes one piece after the other; the buffer is the caller's again afterwards.
    @FunctionalInterface
    public interface Sink {
        void piece(long at, ByteBuffer bytes) throws IOException;
    }

    /// Gives pieces to whoever takes them.
    @FunctionalInterface
    public interface Source {
        void pour(Sink into) throws IOException;
    }

    /// How many bytes of a file were ever written.
    static long data(Path image) throws IOException {
        int extents = Descriptors.open(image.toString(), 0);
        try {
            long bytes = 0;
            for (OptionalLong data = Descriptors.data(extents, 0); data.isPresent();) {
                long end = Descriptors.hole(extents, data.getAsLong());
                bytes += end - data.getAsLong();
                data = Descriptors.data(extents, end);
            }
            return bytes;
        } finally {
            Descriptors.close(extents);
        }
    }

    static void read(Path image, Sink into) throws IOException {
        int extents = Descriptors.open(image.toString(), 0);
        try (FileChannel source = FileChannel.open(image, StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(LONGEST);
            ByteBuffer zeros = ByteBuffer.allocateDirect(LONGEST);
            for (OptionalLong data = Descriptors.data(extents, 0); data.isPresent();) {
                long end = Descriptors.hole(extents, data.getAsLong());
                for (long at = data.getAsLong(); at < end; at += LONGEST) {
                    ImageCopy.read(source, piece, at, (int) Math.min(LONGEST, end - at));
                    if (piece.mismatch(zeros.limit(piece.limit())) >= 0) {
                        into.piece(at, piece);
                    }
                }
                data = Descriptors.data(extents, end);
            }
        } finally {
            Descriptors.close(extents);
        }
    }

    /// Into a file of zeros. A piece beyond its end is refused.
    static void write(Path image, Source from) throws IOException {
        try (FileChannel target = FileChannel.open(image, StandardOpenOption.WRITE)) {
            long size = target.size();
            from.pour((at, bytes) -> {
                if (at < 0 || bytes.remaining() > size - at) {
                    throw new IOException("a piece of %d bytes at %d is not within the volume's %d".formatted(bytes.remaining(), at, size));
                }
                ImageCopy.write(target, bytes, at);
            });
            target.force(true);
        }
    }
}
