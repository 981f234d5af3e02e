package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongConsumer;

/// What was read, counted and summed up on the way.
record Copied(long bytes, String sha256) {
    private static final int AT_ONCE = 1 << 18;

    /// @param file is made, and only its owner reads it, as are the directories above it that are missing
    static Copied into(Path file, ReadableByteChannel from, LongConsumer progress) throws IOException {
        directories(file.getParent());
        try (SeekableByteChannel to = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            return copy(from, to, progress);
        }
    }

    static Copied of(Path file) throws IOException {
        try (SeekableByteChannel from = Files.newByteChannel(file, StandardOpenOption.READ, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return read(from);
        }
    }

    static Copied read(ReadableByteChannel from) throws IOException {
        return copy(from, null, _ -> {});
    }

    static void directories(Path directory) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static Copied copy(ReadableByteChannel from, WritableByteChannel to, LongConsumer progress) throws IOException {
        MessageDigest sum = digest();
        ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
        long bytes = 0;
        while (from.read(buffer) >= 0) {
            buffer.flip();
            bytes += buffer.remaining();
            progress.accept(buffer.remaining());
            sum.update(buffer.duplicate());
            while (to != null && buffer.hasRemaining()) {
                to.write(buffer);
            }
            buffer.clear();
        }
        return new Copied(bytes, HexFormat.of().formatHex(sum.digest()));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
