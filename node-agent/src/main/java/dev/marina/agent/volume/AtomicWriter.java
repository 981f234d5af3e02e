package dev.marina.agent.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Replaces all files of a volume at once. Readers see the old set or the new one: the files lie in a directory of their own,
/// `..data` is a symbolic link to it that is exchanged by rename, and each visible name is a link through `..data`.
final class AtomicWriter {

    private static final String DATA = "..data";

    private final Path volume;
    private final Optional<Long> group;

    /// @param group owner group of what is written (`fsGroup`)
    AtomicWriter(Path volume, Optional<Long> group) {
        this.volume = volume;
        this.group = group;
    }

    /// Does nothing when the volume has just these files already.
    void write(Map<String, FileContent> wanted) throws IOException {
        Files.createDirectories(volume);
        if (wanted.equals(present())) {
            return;
        }
        Path fresh = Files.createTempDirectory(volume, "..");
        permissions(fresh, 0755);
        for (Map.Entry<String, FileContent> file : wanted.entrySet()) {
            Path path = fresh.resolve(file.getKey()).normalize();
            if (!path.startsWith(fresh) || path.equals(fresh)) {
                throw new IOException("%s does not lie in its volume".formatted(file.getKey()));
            }
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().bytes());
            permissions(path, file.getValue().mode());
            own(path);
        }
        own(fresh);
        Optional<Path> old = target();
        Path link = volume.resolve(DATA + "_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, volume.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        showTopNames(wanted.keySet().stream().map(name -> name.split("/")[0]).collect(Collectors.toSet()));
        if (old.isPresent()) {
            delete(old.get());
        }
    }

    private Map<String, FileContent> present() throws IOException {
        Optional<Path> data = target();
        Map<String, FileContent> files = new TreeMap<>();
        if (data.isEmpty()) {
            return null;
        }
        try (Stream<Path> all = Files.walk(data.get())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(data.get().relativize(file).toString(), new FileContent(Files.readAllBytes(file), mode(file)));
            }
        }
        return files;
    }

    private Optional<Path> target() throws IOException {
        Path link = volume.resolve(DATA);
        return Files.isSymbolicLink(link) ? Optional.of(volume.resolve(Files.readSymbolicLink(link))).filter(Files::isDirectory) : Optional.empty();
    }

    private void showTopNames(Set<String> wanted) throws IOException {
        List<Path> shown;
        try (Stream<Path> entries = Files.list(volume)) {
            shown = entries.filter(entry -> !entry.getFileName().toString().startsWith("..")).toList();
        }
        for (Path entry : shown) {
            if (!wanted.contains(entry.getFileName().toString())) {
                Files.deleteIfExists(entry);
            }
        }
        for (String name : wanted) {
            if (!Files.exists(volume.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(volume.resolve(name), Path.of(DATA, name));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void own(Path path) throws IOException {
        if (group.isPresent()) {
            Files.setAttribute(path, "unix:gid", group.get().intValue());
        }
    }

    static void permissions(Path path, int mode) throws IOException {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < 9; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                set.add(all[bit]);
            }
        }
        Files.setPosixFilePermissions(path, set);
    }

    private static int mode(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).stream().mapToInt(permission -> 0400 >> permission.ordinal()).sum();
    }
}
