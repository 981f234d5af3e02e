package dev.marina.store.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was in volumes, as files.
class VolumeFilesTest {

    private static final Instant TIME = Instant.parse("2026-01-31T10:00:00Z");
    private static final BackupId ID = new BackupId("acme", "11111111-1111-1111-1111-111111111111");
    private static final BackupId STRANGERS = new BackupId("globex", "11111111-1111-1111-1111-111111111111");
    private static final ClusterRecord RECORD = new ClusterRecord(new ClusterId("00000000000000aa"), "acme", "default", ClusterRecord.State.ACTIVE, 0, TIME,
            Map.of(), Map.of());
    private static final byte[] TEXT = "a word that nobody else may read ".repeat(2000).getBytes(StandardCharsets.UTF_8);
    private static final Map<Long, byte[]> PIECES = new TreeMap<>(Map.of(0L, TEXT, 1L << 40, noise(100_000)));

    @TempDir
    Path root;

    private BackupFiles files() {
        return new BackupFiles(root, new BackupKeys(() -> new byte[32]));
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private static String sum(Map<Long, byte[]> pieces) {
        MessageDigest digest = BackupWriter.sha256();
        pieces.forEach((at, bytes) -> {
            digest.update(ByteBuffer.allocate(12).putLong(at).putInt(bytes.length).array());
            digest.update(bytes);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(BackupWriter writer, String claim, String sum) throws IOException {
        try (VolumeWriter volume = writer.beginVolume()) {
            for (Map.Entry<Long, byte[]> piece : PIECES.entrySet()) {
                volume.add(piece.getKey(), piece.getValue());
            }
            volume.finish();
            writer.volume(new Manifest.Volume("shop", claim, "m1", false, 1L << 41, volume.plain(), volume.stored(), volume.pieces(), sum, TIME.toString()));
        }
    }

    private Manifest written(String sum) throws IOException {
        try (BackupWriter writer = files().write(ID, Long.MAX_VALUE)) {
            add(writer, "data", sum);
            add(writer, "more", sum);
            writer.leave(new Manifest.LeftOut("shop", "nfs", "NoSnapshots", "its volume is of the kind nfs"));
            return writer.finish(RECORD, 42, TIME);
        }
    }

    private Path file(int number) {
        return root.resolve("acme").resolve(ID.uid()).resolve("volume-" + number);
    }

    private Map<Long, byte[]> read(int number) {
        Map<Long, byte[]> found = new TreeMap<>();
        files().read(ID).volume(number, found::put);
        return found;
    }

    private void assertDamaged(int number) {
        assertThrows(BackupException.Damaged.class, () -> read(number));
    }

    @Test
    void whatIsWrittenIsReadAndCountedAndSaysNothingToOthers() throws IOException {
        Manifest manifest = written(sum(PIECES));

        assertEquals(manifest, files().read(ID).manifest());
        Map<Long, byte[]> found = read(1);
        assertEquals(PIECES.keySet(), found.keySet());
        PIECES.forEach((at, bytes) -> assertArrayEquals(bytes, found.get(at)));
        assertEquals(Files.size(file(0)), manifest.volumes().getFirst().stored());
        assertEquals(manifest.bytes() + Files.size(file(0)) + Files.size(file(1)), manifest.allBytes());
        assertTrue(Files.size(file(0)) < 110_000, "without holes, and compressed");
        assertFalse(new String(Files.readAllBytes(file(0)), StandardCharsets.ISO_8859_1).contains("nobody else"));
    }

    @Test
    void aPieceOfItsFileThatIsChangedIsFoundWhereverItIs() throws IOException {
        written(sum(PIECES));
        byte[] good = Files.readAllBytes(file(0));
        for (int at = 0; at < good.length; at += good.length / 50) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file(0), bad);
            assertDamaged(0);
        }
    }

    @Test
    void whatIsCutOffLongerGoneOrAnotherVolumesIsFound() throws IOException {
        written(sum(PIECES));
        byte[] good = Files.readAllBytes(file(0));
        Files.write(file(0), Arrays.copyOf(good, good.length - 1));
        assertDamaged(0);
        Files.write(file(0), new byte[0]);
        assertDamaged(0);
        Files.write(file(0), Arrays.copyOf(good, good.length + 1));
        assertDamaged(0);
        Files.delete(file(0));
        assertDamaged(0);
        Files.copy(file(1), file(0));
        assertDamaged(0);
    }

    @Test
    void whatIsNotWhatTheSnapshotHadIsFound() throws IOException {
        written(sum(Map.of(0L, TEXT)));
        assertDamaged(0);
    }

    @Test
    void anotherTenantCannotOpenIt() throws IOException {
        written(sum(PIECES));
        Files.createDirectories(root.resolve("globex"));
        Files.move(file(0).getParent(), root.resolve("globex").resolve(STRANGERS.uid()));
        assertThrows(BackupException.Damaged.class, () -> files().read(STRANGERS));
    }

    @Test
    void nothingIsWrittenBeyondWhatItMayTake() throws IOException {
        try (BackupWriter writer = files().write(ID, 50_000); VolumeWriter volume = writer.beginVolume()) {
            volume.add(0, TEXT);
            assertThrows(BackupException.TooLarge.class, () -> volume.add(1L << 30, noise(100_000)));
            volume.finish();
            assertTrue(volume.stored() < 50_000);
        }
    }
}
