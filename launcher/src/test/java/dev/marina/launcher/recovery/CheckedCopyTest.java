package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody did to a backup is named, and nothing outside of it is read.
class CheckedCopyTest {
    private static final String BLOB = "home/data/registry/v2/blob";

    @TempDir
    private Path directory;
    private Path backup;
    private Path copy;
    private Manifest manifest;

    @BeforeEach
    void aBackup() throws IOException {
        backup = Files.createDirectory(directory.resolve("backup"));
        copy = directory.resolve("copy");
        List<Manifest.Item> items = new ArrayList<>();
        for (String path : List.of("postgresql.dump", "etcd.snapshot", BLOB)) {
            Path file = backup.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + path);
            Copied written = Copied.of(file);
            items.add(new Manifest.Item(path, written.bytes(), written.sha256()));
        }
        manifest = ManifestTest.with(items);
        manifest.write(backup);
    }

    private List<String> wrong() throws IOException {
        return CheckedCopy.run(manifest, backup, copy, _ -> {});
    }

    @Test
    void aWholeBackupIsCopiedForItsOwnerAlone() throws IOException {
        assertEquals(List.of(), wrong());

        assertEquals("content of " + BLOB, Files.readString(copy.resolve(BLOB)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve(BLOB))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve(BLOB).getParent())));
        assertFalse(Files.exists(copy.resolve(Manifest.NAME)));
    }

    @Test
    void aChangedFileIsNamed() throws IOException {
        Files.writeString(backup.resolve(BLOB), "Content of " + BLOB);

        List<String> wrong = wrong();

        assertEquals(1, wrong.size(), wrong.toString());
        assertTrue(wrong.getFirst().startsWith(BLOB + " was changed: its SHA-256 is "), wrong.toString());
    }

    @Test
    void aCutFileIsNamed() throws IOException {
        Files.writeString(backup.resolve("etcd.snapshot"), "content");

        assertEquals(List.of("etcd.snapshot was cut: it has 7 bytes, and had 24"), wrong());
    }

    @Test
    void allThatIsMissingAndAllThatIsTooMuchIsNamed() throws IOException {
        Files.delete(backup.resolve("postgresql.dump"));
        Files.delete(backup.resolve(BLOB));
        Files.writeString(backup.resolve("home/data/registry/v2/other"), "x");

        assertEquals(List.of("home/data/registry/v2/other is not of the backup", BLOB + " is missing", "postgresql.dump is missing"), wrong());
    }

    @Test
    void aLinkIsNotFollowedThoughTheSameContentIsBehindIt() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(backup.resolve(BLOB), elsewhere);
        Files.createSymbolicLink(backup.resolve(BLOB), elsewhere);

        assertEquals(List.of(BLOB + " is neither file nor directory; nothing that it leads to is read"), wrong());
        assertFalse(Files.exists(copy.resolve(BLOB)));
    }

    @Test
    void aLinkInPlaceOfADirectoryIsNotFollowed() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(backup.resolve("home/data"), elsewhere);
        Files.createSymbolicLink(backup.resolve("home/data"), elsewhere);

        assertEquals(List.of("home/data is neither file nor directory; nothing that it leads to is read", BLOB + " is missing"), wrong());
    }
}
