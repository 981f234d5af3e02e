package dev.marina.csi.volume;

import dev.marina.linux.Descriptors;
import dev.marina.linux.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Copies of images into files whose blocks are set aside already. Only what was ever written is read and written: an image that has
/// hardly been used is copied in no time, whatever its size.
final class ImageCopy {

    private static final int PIECE = 1 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private ImageCopy() {}

    /// @param to as large as `from` at least, and empty
    static void of(Path from, Path to) throws IOException {
        copy(from, to, false);
    }

    /// Where `to` is a copy of how `from` was, makes it one of how it is.
    static void changesOf(Path from, Path to) throws IOException {
        copy(from, to, true);
    }

    /// A file that shares its blocks with the other until either is written to; false where the file system has none.
    static boolean shared(Path from, Path to) throws IOException {
        Program.Ended ended = Program.of(List.of("cp", "--reflink=always", from.toString(), to.toString()), LIMIT).run();
        if (ended.exitCode() != 0) {
            Files.deleteIfExists(to);
        }
        return ended.exitCode() == 0;
    }

    private static void copy(Path from, Path to, boolean comparing) throws IOException {
        int extents = Descriptors.open(from.toString(), 0);
        try (FileChannel source = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel target = FileChannel.open(to, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            ByteBuffer there = comparing ? ByteBuffer.allocateDirect(PIECE) : null;
            for (OptionalLong data = Descriptors.data(extents, 0); data.isPresent();) {
                long end = Descriptors.hole(extents, data.getAsLong());
                for (long at = data.getAsLong(); at < end; at += PIECE) {
                    int length = (int) Math.min(PIECE, end - at);
                    read(source, piece, at, length);
                    if (comparing) {
                        read(target, there, at, length);
                    }
                    if (!comparing || !piece.equals(there)) {
                        write(target, piece, at);
                    }
                }
                data = Descriptors.data(extents, end);
            }
            target.force(true);
        } finally {
            Descriptors.close(extents);
        }
    }

    static void read(FileChannel from, ByteBuffer into, long at, int length) throws IOException {
        into.clear().limit(length);
        while (into.hasRemaining()) {
            if (from.read(into, at + into.position()) < 0) {
                throw new IOException("the image ends at %d, sooner than it did".formatted(at + into.position()));
            }
        }
        into.flip();
    }

    static void write(FileChannel to, ByteBuffer piece, long at) throws IOException {
        long first = at - piece.position();
        while (piece.hasRemaining()) {
            to.write(piece, first + piece.position());
        }
    }
}
