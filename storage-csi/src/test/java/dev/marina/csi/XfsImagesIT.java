package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.Mounting;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The contract, and what only a backend with a size limit can.
class XfsImagesIT extends VolumeMountsContract {
    @Override
    VolumeBackend backend() {
        return new XfsImages(directory.resolve("volumes"));
    }

    @Test
    void volumeHoldsNoMoreThanItsSize() throws IOException {
        stage();
        Path volume = publish("one", false);

        IOException full = assertThrows(IOException.class, () -> fill(volume.resolve("big"), 80));

        assertTrue(full.getMessage().contains("No space left"), full.getMessage());
        assertTrue(Files.size(volume.resolve("big")) > 40L << 20);
    }

    @Test
    void everyBlockIsSetAsideAndStaysSo() throws IOException {
        assertTrue(blocks() >= 64L << 20, "made: " + blocks());

        stage();
        Path volume = publish("one", false);
        fill(volume.resolve("big"), 20);
        Files.delete(volume.resolve("big"));
        unpublish("one");
        unstage();

        assertTrue(blocks() >= 64L << 20, "used: " + blocks());
    }

    private long blocks() throws IOException {
        return blocks("data.img");
    }

    @Test
    void poolGivesNoMoreThanItHas() throws IOException {
        Path pool = Files.createDirectory(directory.resolve("pool"));
        Mounting.mount("tmpfs", pool.toString(), "tmpfs", 0, "size=100m");
        try (DriverUnderTest small = new DriverUnderTest(Files.createDirectory(directory.resolve("small")), new XfsImages(pool.resolve("images")))) {
            small.controller().createVolume(DriverUnderTest.volume("first", 40).build());

            refusedAsFull(() -> small.controller().createVolume(DriverUnderTest.volume("second", 80).build()));
            refusedAsFull(() -> small.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId("first")
                    .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(99L << 20)).build()));

            assertEquals(40L << 20, Files.size(pool.resolve("images/first.img")));
            small.controller().createVolume(DriverUnderTest.volume("second", 40).build());
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    private static void refusedAsFull(Executable call) {
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, assertThrows(StatusRuntimeException.class, call).getStatus().getCode());
    }

    @Test
    void volumeThatWasExpandedWhileItWasAwayHasItsSizeWhenItIsBack() throws IOException {
        driver.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId("data")
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(256L << 20)).build());

        stage();

        assertTrue(publish("one", false).toFile().getTotalSpace() > 200L << 20);
    }

    @Test
    void whatADeadDriverLeftHalfMadeGivesItsBlocksBack() throws IOException {
        Path half = Files.createFile(directory.resolve("volumes/other.new"));

        backend();

        assertFalse(Files.exists(half));
    }

    @Test
    void volumeGrowsWhileItIsInUse() throws IOException {
        stage();
        Path volume = publish("one", false);

        driver.controller().controllerExpandVolume(ControllerExpandVolumeRequest.newBuilder().setVolumeId("data")
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(256L << 20)).build());
        driver.node().nodeExpandVolume(NodeExpandVolumeRequest.newBuilder().setVolumeId("data").setVolumePath(volume.toString()).build());

        fill(volume.resolve("big"), 120);
        long total = driver.node().nodeGetVolumeStats(NodeGetVolumeStatsRequest.newBuilder().setVolumeId("data").setVolumePath(volume.toString()).build())
                .getUsage(0).getTotal();
        assertTrue(total > 200L << 20, "total is " + total);
        assertFalse(total > 256L << 20, "total is " + total);
    }

    /// What is written in order is in a copy up to some point, and nothing behind it: the file system stood still for it.
    @Test
    void snapshotIsOfOneMomentThoughItsVolumeIsWrittenTo() throws Exception {
        stage();
        Path volume = publish("one", false);
        fill(volume.resolve("ballast"), 20);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                while (!stop.get()) {
                    Files.writeString(volume.resolve("entry-" + written.get()), "x".repeat(100));
                    written.incrementAndGet();
                    // So slowly that the volume is not full before the end.
                    LockSupport.parkNanos(100_000);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        try {
            while (written.get() < 50) {
                Thread.onSpinWait();
            }
            driver.snapshot("moving", "data");
            int after = written.get();
            while (written.get() < after + 10) {
                // It goes on: nothing is frozen any more.
                Thread.onSpinWait();
            }
        } finally {
            stop.set(true);
            writer.join();
        }

        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 64, "moving").build());

        look("restored", restored -> {
            int count = 0;
            while (Files.exists(restored.resolve("entry-" + count))) {
                count++;
            }
            try (var files = Files.list(restored)) {
                assertEquals(count + 1, files.count(), "entries without gap and the ballast");
            }
            assertTrue(count >= 50, "entries: " + count);
            for (int i = 0; i < count - 1; i++) {
                assertEquals(100, Files.size(restored.resolve("entry-" + i)));
            }
        });
    }

    @Test
    void everyBlockOfASnapshotAndOfWhatIsMadeOfItIsSetAside() throws IOException {
        driver.snapshot("monday", "data");
        driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 100, "monday").build());

        assertTrue(blocks("monday.snapshot") >= 64L << 20);
        assertTrue(blocks("restored.img") >= 100L << 20);
        look("restored", restored -> assertTrue(restored.toFile().getTotalSpace() > 80L << 20, "total " + restored.toFile().getTotalSpace()));
    }

    @Test
    void snapshotThatTheDiskCannotHoldIsRefusedAndLeavesNothingAndTheVolumeGoesOn() throws IOException {
        Path pool = Files.createDirectory(directory.resolve("pool"));
        Mounting.mount("tmpfs", pool.toString(), "tmpfs", 0, "size=100m");
        try (DriverUnderTest small = new DriverUnderTest(Files.createDirectory(directory.resolve("small")), new XfsImages(pool.resolve("images")))) {
            small.controller().createVolume(DriverUnderTest.volume("first", 60).build());

            refusedAsFull(() -> small.snapshot("monday", "first"));
            refusedAsFull(() -> small.controller().createVolume(DriverUnderTest.ofVolume("twin", 60, "first").build()));

            assertEquals(List.of(), small.snapshots(ListSnapshotsRequest.newBuilder()));
            try (var left = Files.list(pool.resolve("images"))) {
                assertEquals(List.of("first.img"), left.map(file -> file.getFileName().toString()).toList());
            }
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    /// There blocks are shared for an instant only: a later write would need others, which nobody has set aside.
    @Test
    void copiesHaveBlocksOfTheirOwnAlsoWhereTheDiskCouldShareThem() throws Exception {
        Path disk = directory.resolve("disk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(400L << 20);
        }
        Path pool = Files.createDirectory(directory.resolve("pool"));
        run("mkfs.xfs", "-q", "-m", "reflink=1", disk.toString());
        run("mount", "-o", "loop", disk.toString(), pool.toString());
        try (DriverUnderTest sharing = new DriverUnderTest(Files.createDirectory(directory.resolve("sharing")), new XfsImages(pool.resolve("images")))) {
            Path staged = directory.resolve("staged-here");
            sharing.controller().createVolume(DriverUnderTest.volume("here", 64).build());
            var stage = NodeStageVolumeRequest.newBuilder().setStagingTargetPath(staged.toString()).setVolumeCapability(DriverUnderTest.WRITER);
            sharing.node().nodeStageVolume(stage.setVolumeId("here").build());
            fill(staged.resolve("big"), 20);
            long free = pool.toFile().getUsableSpace();

            sharing.snapshot("monday", "here");
            Files.writeString(staged.resolve("later"), "now");

            assertTrue(free - pool.toFile().getUsableSpace() >= 64L << 20, "taken: " + (free - pool.toFile().getUsableSpace()));
            sharing.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId("here").setStagingTargetPath(staged.toString()).build());
            sharing.controller().createVolume(DriverUnderTest.ofSnapshot("again", 64, "monday").build());
            sharing.node().nodeStageVolume(stage.setVolumeId("again").build());
            try {
                assertEquals(20L << 20, Files.size(staged.resolve("big")));
                assertFalse(Files.exists(staged.resolve("later")));
            } finally {
                sharing.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId("again").setStagingTargetPath(staged.toString()).build());
            }
            try (var left = Files.list(pool.resolve("images"))) {
                assertEquals(List.of("again.img", "here.img", "monday.snapshot"), left.map(file -> file.getFileName().toString()).sorted().toList());
            }
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }

    @Test
    void whatADeadDriverLeftFrozenGoesOn() throws Exception {
        stage();
        Path volume = publish("one", false);
        Path note = directory.resolve("volumes/data.frozen");
        Files.writeString(note, directory.resolve("staged").toString());
        assertEquals(0, new ProcessBuilder("fsfreeze", "--freeze", directory.resolve("staged").toString()).start().waitFor());

        backend();

        Files.writeString(volume.resolve("file"), "goes on");
        assertFalse(Files.exists(note));
    }

    private long blocks(String image) throws IOException {
        return Long.parseLong(new String(new ProcessBuilder("stat", "-c", "%b", directory.resolve("volumes/" + image).toString()).start()
                .getInputStream().readAllBytes()).strip()) * 512;
    }

    private static void fill(Path file, int mebibytes) throws IOException {
        byte[] chunk = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(chunk);
            }
        }
    }
}
