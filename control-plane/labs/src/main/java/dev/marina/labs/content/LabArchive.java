package dev.marina.labs.content;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Unpacks what somebody has sent, a `.tar.gz` or a `.zip`, in memory. It is nobody's friend: few and small files, within bounds of what comes out and not of
/// what is said of it, and nothing but files and directories below the archive's own root.
final class LabArchive {

    /// Of the packed bytes.
    static final int MOST_PACKED_BYTES = 256 << 10;
    static final int MOST_BYTES = 2 << 20;
    static final int MOST_FILES = 1_000;
    private static final int LONGEST_NAME = 200;
    private static final int DEEPEST = 8;

    private final Map<String, byte[]> files = new TreeMap<>();
    private int entries;
    private long bytes;

    private LabArchive() {}

    /// Of an archive in Base64.
    static Map<String, byte[]> unpacked(String archive) throws UnusableArchive {
        try {
            return unpacked(Base64.getDecoder().decode(archive));
        } catch (IllegalArgumentException e) {
            throw new UnusableArchive("is not Base64: " + e.getMessage());
        }
    }

    /// By their names.
    static Map<String, byte[]> unpacked(byte[] archive) throws UnusableArchive {
        if (archive.length > MOST_PACKED_BYTES) {
            throw new UnusableArchive("has %d bytes; it must have %d at most".formatted(archive.length, MOST_PACKED_BYTES));
        }
        LabArchive unpacked = new LabArchive();
        try {
            if (begins(archive, 0x1f, 0x8b)) {
                unpacked.tar(archive);
            } else if (begins(archive, 'P', 'K')) {
                unpacked.zip(archive);
            } else {
                throw new UnusableArchive("is neither a .tar.gz nor a .zip");
            }
        } catch (EOFException e) {
            throw new UnusableArchive("is not whole: it ends in the middle of a file");
        } catch (ZipException e) {
            throw new UnusableArchive("cannot be unpacked: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableArchive("cannot be read: " + e.getMessage());
        }
        return unpacked.files;
    }

    private static boolean begins(byte[] bytes, int first, int second) {
        return bytes.length > 1 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    private void zip(byte[] archive) throws IOException, UnusableArchive {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = named(entry.getName());
                if (entry.isDirectory()) {
                    counted();
                } else {
                    put(name, in, Long.MAX_VALUE);
                }
            }
        }
    }

    private void tar(byte[] archive) throws IOException, UnusableArchive {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(archive))) {
            String longName = "";
            for (TarHeader header = TarHeader.next(in); header != null; header = TarHeader.next(in)) {
                switch (header.kind()) {
                    case FILE -> {
                        put(named(longName.isEmpty() ? header.name() : longName), in, header.size());
                        longName = "";
                    }
                    case DIRECTORY -> {
                        named(longName.isEmpty() ? header.name() : longName);
                        counted();
                        longName = "";
                    }
                    case LONG_NAME -> longName = TarHeader.text(content("a long name", in, header.size()));
                    case ATTRIBUTES -> longName = TarHeader.path(content("attributes", in, header.size())).orElse(longName);
                    case IGNORED -> content("attributes", in, header.size());
                    case LINK -> throw new UnusableArchive("has the link \"%s\"; it must have files and directories only".formatted(header.name()));
                    case OTHER -> throw new UnusableArchive(
                            "has \"%s\", which is a device or the like; it must have files and directories only".formatted(header.name()));
                }
                in.skipNBytes(header.padding());
            }
        }
    }

    private void put(String name, InputStream in, long size) throws IOException, UnusableArchive {
        counted();
        byte[] content = content(name, in, size);
        if (files.put(name, content) != null) {
            throw new UnusableArchive("has the file \"%s\" twice".formatted(name));
        }
    }

    private void counted() throws UnusableArchive {
        entries++;
        if (entries > MOST_FILES) {
            throw new UnusableArchive("has more than %d files and directories".formatted(MOST_FILES));
        }
    }

    /// @param size as far as it is known before
    private byte[] content(String name, InputStream in, long size) throws IOException, UnusableArchive {
        long left = MOST_BYTES - bytes;
        if (size != Long.MAX_VALUE && size > left) {
            throw tooLarge(name);
        }
        byte[] content = in.readNBytes((int) Math.min(size, left + 1));
        if (content.length > left) {
            throw tooLarge(name);
        }
        if (size != Long.MAX_VALUE && content.length < size) {
            throw new EOFException();
        }
        bytes += content.length;
        return content;
    }

    private static UnusableArchive tooLarge(String name) {
        return new UnusableArchive("has more than %d bytes when it is unpacked, with \"%s\"".formatted(MOST_BYTES, name));
    }

    private static String named(String name) throws UnusableArchive {
        String plain = name.startsWith("./") ? name.substring(2) : name;
        List<String> parts = List.of(plain.split("/"));
        if (name.startsWith("/") || name.contains("\\") || parts.contains("..") || name.chars().anyMatch(Character::isISOControl)) {
            throw new UnusableArchive("has the file \"%s\"; names must lie below the archive's root".formatted(printed(name)));
        }
        if (plain.length() > LONGEST_NAME || parts.size() > DEEPEST) {
            throw new UnusableArchive("has the file \"%s\"; a name must have %d characters and %d directories at most".formatted(printed(name), LONGEST_NAME,
                    DEEPEST));
        }
        return plain;
    }

    private static String printed(String name) {
        String visible = name.replaceAll("\\p{Cntrl}", "?");
        return visible.length() > LONGEST_NAME ? visible.substring(0, LONGEST_NAME) + "…" : visible;
    }
}
