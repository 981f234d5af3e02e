package dev.marina.store.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The directory of all backups of an installation, `<tenant>/<uid>` in it. From any thread; one backup is written by one at a time.
public final class BackupFiles {

    private static final String PART = ".part";

    private final Path root;
    private final BackupKeys keys;

    public BackupFiles(Path root, BackupKeys keys) {
        this.root = root;
        this.keys = keys;
    }

    /// What an earlier attempt left is removed first. Close it; what was not finished is then to be [#delete]d.
    public BackupWriter write(BackupId id, long mostBytes) throws IOException {
        delete(id);
        Path tenant = Files.createDirectories(root.resolve(id.tenant()), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path part = Files.createDirectory(part(id), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new BackupWriter(id, part, tenant.resolve(id.uid()), keys, mostBytes);
    }

    /// Throws [BackupException].
    public BackupReader read(BackupId id) {
        return new BackupReader(id, whole(id), keys);
    }

    public boolean has(BackupId id) {
        return Files.exists(whole(id).resolve(BackupWriter.MANIFEST));
    }

    /// May be called again, and for what was never there.
    public void delete(BackupId id) {
        try {
            remove(part(id));
            remove(whole(id));
        } catch (IOException e) {
            throw new BackupException.NotNow(id, e);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> inside = Files.walk(directory)) {
            List<Path> deepest = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepest) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException _) {
            // it is not there
        }
    }

    private Path whole(BackupId id) {
        return root.resolve(id.tenant()).resolve(id.uid());
    }

    private Path part(BackupId id) {
        return root.resolve(id.tenant()).resolve(id.uid() + PART);
    }
}
