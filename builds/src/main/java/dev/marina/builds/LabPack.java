package dev.marina.builds;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The labs of a source as one zip: the files of folders with a `lab.yaml` and no others, without what is only for tests. Links are not followed. The same
/// source is the same zip.
final class LabPack {

    private static final long MOST_BYTES_OF_A_FILE = 64 << 10;
    private static final int MOST_FILES = 1_000;
    private static final int MOST_BYTES = 256 << 10;
    private static final Set<String> TEXTS = Set.of("lab.yaml", "en.md", "zh.md");

    private LabPack() {}

    static byte[] of(Context source) throws IOException {
        Set<String> labs = source.files().stream().filter(file -> file.endsWith("/lab.yaml"))
                .map(file -> file.substring(0, file.length() - "lab.yaml".length()))
                .collect(Collectors.toSet());
        if (labs.isEmpty()) {
            throw new BuildFailure("the source has no lab; each must be a folder with a lab.yaml");
        }
        List<String> files = new TreeSet<>(source.files()).stream()
                .filter(file -> labs.stream().anyMatch(lab -> file.startsWith(lab) && part(file.substring(lab.length()))))
                .filter(file -> Files.isRegularFile(source.root().resolve(file), LinkOption.NOFOLLOW_LINKS)).toList();
        if (files.size() > MOST_FILES) {
            throw new BuildFailure("its labs have %d files; they must have %d at most".formatted(files.size(), MOST_FILES));
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (String file : files) {
                put(source.root(), file, out);
                if (packed.size() > MOST_BYTES) {
                    throw new BuildFailure("its labs have more than %d bytes when they are packed".formatted(MOST_BYTES));
                }
            }
        }
        return packed.toByteArray();
    }

    private static boolean part(String file) {
        return TEXTS.contains(file) || file.startsWith("manifests/") && file.indexOf('/', "manifests/".length()) < 0;
    }

    private static void put(Path root, String file, ZipOutputStream out) throws IOException {
        long bytes = Files.size(root.resolve(file));
        if (bytes > MOST_BYTES_OF_A_FILE) {
            throw new BuildFailure("%s has %d bytes; it must have %d at most".formatted(file, bytes, MOST_BYTES_OF_A_FILE));
        }
        ZipEntry entry = new ZipEntry(file);
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        out.putNextEntry(entry);
        out.write(Files.readAllBytes(root.resolve(file)));
    }
}
