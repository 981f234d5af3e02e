package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.Complaint;

class ManifestTest {
    private static final String SUM = "0".repeat(64);

    @TempDir
    private Path backup;

    static Manifest with(List<Manifest.Item> files) {
        return of(1, "1.0", "ab12cd", files);
    }

    private static Manifest of(int format, String marina, String instance, List<Manifest.Item> files) {
        return new Manifest(format, marina, instance, "2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z", "2027-01-01T00:00:02Z", 7, Map.of(), false,
                Map.of("k1", SUM), List.of("acme"), List.of("acme"), List.of("acme/default"), List.of(), files);
    }

    private static List<Manifest.Item> whole(String... more) {
        List<String> paths = new ArrayList<>(List.of(Manifest.DATABASE, Manifest.STORE));
        BackupPlan.NEEDED.forEach(path -> paths.add("home/" + path));
        paths.addAll(List.of(more));
        return paths.stream().map(path -> new Manifest.Item(path, 1, SUM)).toList();
    }

    private String refused(Manifest manifest) {
        manifest.write(backup);
        return assertThrows(Complaint.class, () -> Manifest.read(backup, "1.0")).getMessage();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Manifest manifest = with(whole("home/data/registry/docker/registry/v2/blobs/x"));

        manifest.write(backup);

        assertEquals(manifest, Manifest.read(backup, "1.0"));
    }

    @Test
    void aDirectoryWithoutOneIsNoBackup() {
        String complaint = assertThrows(Complaint.class, () -> Manifest.read(backup, "1.0")).getMessage();

        assertTrue(complaint.contains("no whole backup"), complaint);
    }

    @Test
    void aLinkIsNone() throws IOException {
        with(whole()).write(backup);
        Path elsewhere = Files.createDirectory(backup.resolve("other"));
        Files.createSymbolicLink(elsewhere.resolve(Manifest.NAME), backup.resolve(Manifest.NAME));

        assertThrows(Complaint.class, () -> Manifest.read(elsewhere, "1.0"));
    }

    @Test
    void anotherVersionOrFormatIsNamed() {
        assertTrue(refused(of(1, "0.9", "ab12cd", whole())).contains("of Marina '0.9', and this is 1.0"));
        assertTrue(refused(of(2, "1.0", "ab12cd", whole())).contains("of format '2'"));
    }

    @Test
    void oneThatWasCutIsSaidToBe() throws IOException {
        with(whole()).write(backup);
        String text = Files.readString(backup.resolve(Manifest.NAME));
        for (int end : List.of(0, 1, text.length() / 2, text.length() - 3)) {
            Files.writeString(backup.resolve(Manifest.NAME), text.substring(0, end));

            assertThrows(Complaint.class, () -> Manifest.read(backup, "1.0"), "cut after " + end);
        }
    }

    @Test
    void oneWithoutAFieldIsSaidToBe() throws IOException {
        with(whole()).write(backup);
        Path file = backup.resolve(Manifest.NAME);
        Files.writeString(file, Files.readString(file).replace("\"tenants\"", "\"people\""));

        assertThrows(Complaint.class, () -> Manifest.read(backup, "1.0"));
    }

    @Test
    void pathsThatLeadOutsideAreRefused() {
        for (String path : List.of("../etc/passwd", "/etc/passwd", "home/../../etc/passwd", "home/data/registry/../../../x", "home/pki/encryption-keys",
                "home/pki/key123.new", "home/config/front.cfg", "home/data/registry//x", "home/data/postgresql/PG_VERSION", "other", "home")) {
            assertTrue(refused(with(whole(path))).contains("'" + path + "', which no backup has"), path);
        }
    }

    @Test
    void whatEveryBackupHasIsMissed() {
        for (String path : List.of("postgresql.dump", "etcd.snapshot", "home/secrets.json", "home/pki/ca-key.pem")) {
            assertTrue(refused(with(whole().stream().filter(item -> !item.path().equals(path)).toList())).contains("has no file '" + path + "'"), path);
        }
    }

    @Test
    void anIdThatWouldBeAPathIsRefused() {
        assertTrue(refused(of(1, "1.0", "../../x", whole())).contains("'../../x'"));
    }

    @Test
    void aFileTwiceIsRefused() {
        assertTrue(refused(with(whole("postgresql.dump"))).contains("'postgresql.dump' twice"));
    }
}
