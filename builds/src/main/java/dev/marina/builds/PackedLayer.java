package dev.marina.builds;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// A layer as images have it.
///
/// @param file packed by gzip
/// @param diffId digest of what it is unpacked
/// @param madeBy for the image's history
record PackedLayer(Path file, String diffId, String madeBy) {

    /// @param archive in tar's format; it is gone afterwards
    static PackedLayer of(Path archive, String madeBy) throws IOException {
        Writer writer = new Writer(archive.resolveSibling(archive.getFileName() + ".gz"), Long.MAX_VALUE);
        try (writer; InputStream in = Files.newInputStream(archive)) {
            in.transferTo(writer);
        }
        Files.delete(archive);
        return writer.layer(madeBy).orElseThrow();
    }

    /// The same file under a further name, which may be moved.
    PackedLayer linked(Path name) throws IOException {
        Files.deleteIfExists(name);
        return new PackedLayer(Files.createLink(name, file), diffId, madeBy);
    }

    /// Packs an archive as it comes. One that becomes too large is listened to until its end, and kept no longer: whoever writes it is not to be left in the
    /// middle.
    static final class Writer extends OutputStream {

        private static final int BUFFER = 64 << 10;

        private final MessageDigest hash = LayerKey.sha256();
        private final Path file;
        private final long most;
        private final Counted counted;
        private final OutputStream zip;
        private boolean over;

        /// @param most bytes of the file
        Writer(Path file, long most) throws IOException {
            this.file = file;
            this.most = most;
            this.counted = new Counted(Files.newOutputStream(file));
            this.zip = new GZIPOutputStream(counted, BUFFER);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (over) {
                return;
            }
            hash.update(bytes, offset, length);
            zip.write(bytes, offset, length);
            if (counted.bytes > most) {
                close();
            }
        }

        /// May be called twice.
        @Override
        public void close() throws IOException {
            if (over) {
                return;
            }
            zip.close();
            if (counted.bytes > most) {
                over = true;
                Files.delete(file);
            }
        }

        /// Once it is closed; empty: it has become too large.
        Optional<PackedLayer> layer(String madeBy) {
            return over ? Optional.empty() : Optional.of(new PackedLayer(file, "sha256:" + HexFormat.of().formatHex(hash.digest()), madeBy));
        }

        private static final class Counted extends java.io.FilterOutputStream {

            private long bytes;

            Counted(OutputStream out) {
                super(out);
            }

            @Override
            public void write(int single) throws IOException {
                bytes++;
                out.write(single);
            }

            @Override
            public void write(byte[] some, int offset, int length) throws IOException {
                bytes += length;
                out.write(some, offset, length);
            }
        }
    }
}
