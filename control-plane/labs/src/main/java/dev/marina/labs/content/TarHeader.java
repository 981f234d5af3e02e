package dev.marina.labs.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What stands before a file in a tar archive (POSIX.1-1988 ustar, with the long names of pax and GNU).
///
/// @param size in bytes
record TarHeader(String name, long size, Kind kind) {

    private static final int BLOCK = 512;
    private static final int SUM_AT = 148;

    enum Kind {
        FILE,
        DIRECTORY,
        /// GNU: the content is the name of what follows.
        LONG_NAME,
        /// pax: the content has attributes of what follows, such as its name.
        ATTRIBUTES,
        IGNORED,
        LINK,
        OTHER
    }

    /// Null at the archive's end.
    static TarHeader next(InputStream in) throws IOException, UnusableArchive {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length == 0 || block.length == BLOCK && empty(block)) {
            return null;
        }
        if (block.length < BLOCK) {
            throw new EOFException();
        }
        if (sum(block) != octal(block, SUM_AT, 8)) {
            throw new UnusableArchive("is no tar archive: the sum of a header is wrong");
        }
        String prefix = text(Arrays.copyOfRange(block, 257, 262)).equals("ustar") ? text(Arrays.copyOfRange(block, 345, 500)) : "";
        String name = text(Arrays.copyOfRange(block, 0, 100));
        return new TarHeader(prefix.isEmpty() ? name : prefix + "/" + name, octal(block, 124, 12), kind(block[156]));
    }

    private static Kind kind(byte flag) {
        return switch ((char) flag) {
            case '0', 0, '7' -> Kind.FILE;
            case '5' -> Kind.DIRECTORY;
            case 'L' -> Kind.LONG_NAME;
            case 'x' -> Kind.ATTRIBUTES;
            case 'g' -> Kind.IGNORED;
            case '1', '2' -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    /// To the end of the last block.
    long padding() {
        return (BLOCK - size % BLOCK) % BLOCK;
    }

    private static boolean empty(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static long sum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : block[i] & 0xff;
        }
        return sum;
    }

    private static long octal(byte[] block, int from, int length) throws UnusableArchive {
        String digits = text(Arrays.copyOfRange(block, from, from + length)).strip();
        if (!digits.matches("[0-7]{0,11}")) {
            throw new UnusableArchive("is no tar archive that is understood: a number of a header is \"%s\"".formatted(digits.replaceAll("[^ -~]", "?")));
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    /// Up to the first zero.
    static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /// Of pax attributes, which are lines such as `25 path=a/long/name`.
    static Optional<String> path(byte[] attributes) {
        return new String(attributes, StandardCharsets.UTF_8).lines().filter(line -> line.matches("[0-9]+ path=.*"))
                .map(line -> line.substring(line.indexOf('=') + 1)).reduce((_, last) -> last);
    }
}
