package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.rpc.CreateVolume;
import dev.marina.csi.rpc.CsiFailure;
import dev.marina.csi.rpc.VolumeContents;
import dev.marina.csi.v1.CreateSnapshotRequest;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.ListVolumesRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.volume.XfsImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is in volumes is read while they are used, and becomes another volume.
class VolumeContentsIT {

    @TempDir
    Path directory;

    private DriverUnderTest driver;

    @BeforeEach
    void open() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root for devices");
        driver = new DriverUnderTest(directory, new XfsImages(directory.resolve("images")));
        driver.controller().createVolume(DriverUnderTest.volume("data", 64).putParameters(CreateVolume.CLUSTER, "acme").build());
        stage("acme_data");
        Files.writeString(mount("acme_data").resolve("file"), "then");
    }

    @AfterEach
    void close() {
        if (driver != null) {
            unstage("acme_data");
            unstage("acme_again");
            driver.close();
        }
    }

    private Path mount(String volume) {
        return directory.resolve("staged").resolve(volume);
    }

    private void stage(String volume) {
        driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(mount(volume).toString())
                .setVolumeCapability(DriverUnderTest.WRITER).build());
    }

    private void unstage(String volume) {
        driver.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(volume).setStagingTargetPath(mount(volume).toString()).build());
    }

    private record Piece(long at, byte[] bytes) {}

    private List<Piece> read(String cluster, String volume) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        driver.contents().read(cluster, volume, "reading", (taken, source) -> {
            assertEquals(64L << 20, taken.bytes());
            // What is written from now on is not in it.
            Files.writeString(mount("acme_data").resolve("file"), "later");
            source.pour((at, bytes) -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                pieces.add(new Piece(at, copy));
            });
        });
        return pieces;
    }

    private static VolumeContents.Wanted wanted(String cluster) {
        return new VolumeContents.Wanted(cluster, "again", 64L << 20, false, "backup/0", Map.of());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("images"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasInAVolumeAtOneMomentBecomesAnother() throws IOException {
        List<Piece> pieces = read("acme", "acme_data");
        assertTrue(pieces.stream().mapToLong(piece -> piece.bytes().length).sum() < 32 << 20, "what was never written is not read");
        assertEquals(List.of("acme_data.img"), files(), "no snapshot stays");

        driver.contents().write(wanted("acme"), into -> {
            for (Piece piece : pieces) {
                into.piece(piece.at(), ByteBuffer.wrap(piece.bytes()));
            }
        });
        driver.contents().write(wanted("acme"), _ -> {
            throw new IOException("it is there, and nobody asks");
        });
        stage("acme_again");
        assertEquals("then", Files.readString(mount("acme_again").resolve("file")));
        assertTrue(driver.contents().exists("acme", "again"));
        // As a node's provisioner asks for it.
        assertEquals("acme_again", driver.controller().createVolume(DriverUnderTest.volume("again", 64).putParameters(CreateVolume.CLUSTER, "acme").build())
                .getVolume().getVolumeId());
    }

    @Test
    void oneThatNobodyWantsAnyMoreIsTakenAwayAndNoOther() throws IOException {
        driver.contents().write(wanted("acme"), _ -> {});
        driver.contents().drop("globex", "again");
        assertTrue(driver.contents().exists("acme", "again"));

        driver.contents().drop("acme", "again");
        driver.contents().drop("acme", "again");
        driver.contents().drop("acme", "data");

        assertEquals(List.of("acme_data.img"), files());
    }

    @Test
    void noClusterReadsAnothersVolume() {
        assertThrows(CsiFailure.class, () -> read("globex", "acme_data"));
        assertThrows(CsiFailure.class, () -> read("", "acme_data"));
        assertThrows(CsiFailure.class, () -> read("acme", "acme_none"));
    }

    @Test
    void whatIsBrokenOffLeavesNothing() throws IOException {
        assertThrows(IOException.class, () -> driver.contents().read("acme", "acme_data", "broken", (_, _) -> {
            throw new IOException("whoever read is gone");
        }));
        assertThrows(IOException.class, () -> driver.contents().write(wanted("acme"), into -> {
            into.piece(0, ByteBuffer.wrap(new byte[4096]));
            throw new IOException("whoever wrote is gone");
        }));

        assertEquals(List.of("acme_data.img"), files());
        assertEquals(List.of(), driver.snapshots(ListSnapshotsRequest.newBuilder()));
        assertEquals(1, driver.controller().listVolumes(ListVolumesRequest.getDefaultInstance()).getEntriesCount());
        assertFalse(driver.contents().exists("acme", "again"));
    }

    /// As if the driver had been killed while it was read.
    @Test
    void whatADeadDriverWasReadingIsTakenAway() throws IOException {
        driver.controller().createSnapshot(CreateSnapshotRequest.newBuilder().setName("backup-x").setSourceVolumeId("acme_data").build());
        driver.snapshot("monday", "acme_data");
        driver.close();

        driver = new DriverUnderTest(directory, new XfsImages(directory.resolve("images")));

        assertEquals(List.of("acme_monday"), driver.snapshots(ListSnapshotsRequest.newBuilder()));
    }
}
