package dev.marina.store.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Fields;
import dev.marina.store.PastPage;
import dev.marina.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFilesTest {

    private static final ClusterId CLUSTER = new ClusterId("00000000000000aa");
    private static final ClusterId OTHER = new ClusterId("00000000000000bb");
    private static final Instant TIME = Instant.parse("2026-01-31T10:00:00Z");
    private static final BackupId ID = new BackupId("acme", "11111111-1111-1111-1111-111111111111");
    private static final BackupId LATER = new BackupId("acme", "22222222-2222-2222-2222-222222222222");
    private static final BackupId STRANGERS = new BackupId("globex", "11111111-1111-1111-1111-111111111111");
    private static final ClusterRecord RECORD = new ClusterRecord(CLUSTER, "acme", "default", ClusterRecord.State.ACTIVE, 0, TIME, Map.of(),
            Map.of("pod-cidr", "10.1.0.0/16"));

    @TempDir
    Path root;

    private BackupFiles files() {
        return new BackupFiles(root, new BackupKeys(() -> new byte[32]));
    }

    /// Large enough for several blocks.
    private static List<Stored> objects() {
        return IntStream.range(0, 900).mapToObj(number -> stored("name-%04d".formatted(number), "x".repeat(1000) + number)).toList();
    }

    private static Stored stored(String name, String text) {
        return new Stored(new ObjectKey(CLUSTER, new GroupResource("", "configmaps"), "prod", name), new ResourceVersion(7),
                ("{\"kind\":\"ConfigMap\",\"text\":\"%s\"}".formatted(text)).getBytes(StandardCharsets.UTF_8),
                new Fields("uid-" + name, Map.of("app", "web"), Map.of("metadata.name", name), Set.of("owner"), Set.of("clusterIP/10.0.0.1"), false),
                new Origin("ann", new Cause("")), TIME, false);
    }

    private static Manifest write(BackupFiles files, BackupId id, List<Stored> objects) throws IOException {
        try (BackupWriter writer = files.write(id, Long.MAX_VALUE)) {
            for (Stored stored : objects) {
                writer.add(stored);
            }
            writer.leave(stored("left", ""));
            return writer.finish(RECORD, 42, TIME);
        }
    }

    private static List<Stored> read(BackupReader reader) {
        List<Stored> found = new ArrayList<>();
        reader.each(OTHER, found::add);
        return found;
    }

    @Test
    void whatIsWrittenIsReadByWholeAndByPages() throws IOException {
        Manifest manifest = write(files(), ID, objects());

        BackupReader reader = files().read(ID);
        reader.requireWhole();
        assertEquals(manifest, reader.manifest());
        assertEquals(Map.of("configmaps", 900L), manifest.counts());
        assertEquals(Map.of("configmaps", 1L), manifest.leftOut());
        assertTrue(manifest.blocks().size() > 2, "several blocks");
        List<Stored> found = read(reader);
        assertEquals(objects().size(), found.size());
        assertArrayEquals(objects().get(899).bytes(), found.get(899).bytes());
        assertEquals(objects().get(5).fields(), found.get(5).fields());
        assertEquals(OTHER, found.getFirst().key().cluster());

        List<String> paged = new ArrayList<>();
        Optional<ObjectKey> after = Optional.empty();
        do {
            PastPage<Stored> page = reader.page(OTHER, after, 70);
            page.items().forEach(item -> paged.add(item.key().name()));
            after = page.next();
        } while (after.isPresent());
        assertEquals(objects().stream().map(object -> object.key().name()).toList(), paged);
    }

    @Test
    void nothingOfItCanBeReadInTheFile() throws IOException {
        write(files(), ID, List.of(stored("s", "the-password")));
        Path file = root.resolve("acme").resolve(ID.uid()).resolve("objects");
        assertFalse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("the-password"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
    }

    @Test
    void whatWasTamperedWithIsSaidToBe() throws IOException {
        write(files(), ID, objects());
        Path file = root.resolve("acme").resolve(ID.uid()).resolve("objects");
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(file, bad);
        BackupReader reader = files().read(ID);
        assertThrows(BackupException.Damaged.class, reader::requireWhole);
        assertThrows(BackupException.Damaged.class, () -> read(reader));

        Files.write(file, Arrays.copyOf(good, good.length - 10));
        assertThrows(BackupException.Damaged.class, () -> read(reader));

        Files.write(file, good);
        Path manifest = file.resolveSibling("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"objects\":900", "\"objects\":899"));
        assertThrows(BackupException.Damaged.class, () -> files().read(ID));
    }

    @Test
    void aFileIsOfNoUseUnderAnotherTenantNorAnotherName() throws IOException {
        write(files(), ID, objects());
        Files.createDirectories(root.resolve("globex"));
        copy(root.resolve("acme").resolve(ID.uid()), root.resolve("globex").resolve(STRANGERS.uid()));
        copy(root.resolve("acme").resolve(ID.uid()), root.resolve("acme").resolve(LATER.uid()));
        assertThrows(BackupException.Damaged.class, () -> files().read(STRANGERS));
        assertThrows(BackupException.Damaged.class, () -> files().read(LATER));
        assertThrows(BackupException.Damaged.class, () -> new BackupFiles(root, new BackupKeys(() -> new byte[] {1})).read(ID));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (String name : List.of("objects", "manifest.json")) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    @Test
    void whatWasNotFinishedIsNoBackupAndIsBegunAnew() throws IOException {
        try (BackupWriter writer = files().write(ID, Long.MAX_VALUE)) {
            for (Stored stored : objects()) {
                writer.add(stored);
            }
        }
        assertFalse(files().has(ID));
        assertThrows(BackupException.Missing.class, () -> files().read(ID));
        write(files(), ID, objects());
        assertEquals(900, files().read(ID).manifest().objects());
        files().delete(ID);
        files().delete(ID);
        assertFalse(files().has(ID));
        try (var left = Files.list(root.resolve("acme"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void itEndsWhereItWouldTakeMoreThanItMay() throws IOException {
        try (BackupWriter writer = files().write(ID, 300)) {
            assertThrows(BackupException.TooLarge.class, () -> {
                for (Stored stored : objects()) {
                    writer.add(stored);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../globex", "a/b", "", "A", "acme/.."})
    void noNameLeadsElsewhere(String tenant) {
        assertThrows(IllegalArgumentException.class, () -> new BackupId(tenant, ID.uid()));
        assertThrows(IllegalArgumentException.class, () -> new BackupId("acme", tenant));
    }
}
