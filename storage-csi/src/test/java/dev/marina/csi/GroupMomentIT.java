package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.DeleteVolumeRequest;
import dev.marina.csi.v1.ListSnapshotsRequest;
import dev.marina.csi.v1.NodeStageVolumeRequest;
import dev.marina.csi.v1.NodeUnstageVolumeRequest;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.Mounting;
import io.grpc.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several volumes that are written to, kept at one moment: with the kernel's own file systems.
class GroupMomentIT {

    private static final List<String> VOLUMES = List.of("first", "second");

    @TempDir
    Path directory;

    @BeforeEach
    void mayMount() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root to mount");
    }

    @Test
    void groupIsOfOneMomentWhereBlocksCannotBeShared() throws Exception {
        Path pool = Files.createDirectory(directory.resolve("pool"));
        Mounting.mount("tmpfs", pool.toString(), "tmpfs", 0, "size=400m");
        try {
            ofOneMoment(pool);
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    @Test
    void groupIsOfOneMomentWhereBlocksCanBeShared() throws Exception {
        Path disk = directory.resolve("disk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(600L << 20);
        }
        Path pool = Files.createDirectory(directory.resolve("pool"));
        run("mkfs.xfs", "-q", "-m", "reflink=1", disk.toString());
        run("mount", "-o", "loop", disk.toString(), pool.toString());
        try {
            ofOneMoment(pool);
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    /// What does not fit leaves nothing of any, and the volumes go on.
    @Test
    void groupOfWhichTheLastDoesNotFitLeavesNothing() throws Exception {
        Path pool = Files.createDirectory(directory.resolve("pool"));
        Mounting.mount("tmpfs", pool.toString(), "tmpfs", 0, "size=230m");
        try (DriverUnderTest driver = new DriverUnderTest(Files.createDirectory(directory.resolve("small")), new XfsImages(pool.resolve("images")))) {
            for (String name : VOLUMES) {
                driver.controller().createVolume(DriverUnderTest.volume(name, 64).build());
            }

            DriverUnderTest.assertRefused(Status.Code.RESOURCE_EXHAUSTED, () -> driver.together("monday", "first", "second"));

            assertEquals(List.of(), driver.snapshots(ListSnapshotsRequest.newBuilder()));
            assertEquals(List.of("first.img", "second.img"), files(pool));
            driver.together("monday", "first");
        } finally {
            Mounting.unmount(pool.toString(), Mounting.MNT_DETACH);
        }
    }

    /// Entries are written to the first volume and, once they are there, to the second. At each moment the first has as many as the second or one more.
    private void ofOneMoment(Path pool) throws Exception {
        try (DriverUnderTest driver = new DriverUnderTest(Files.createDirectory(directory.resolve("driver")), new XfsImages(pool.resolve("images")))) {
            for (String name : VOLUMES) {
                driver.controller().createVolume(DriverUnderTest.volume(name, 64).build());
                stage(driver, name);
            }
            try {
                whileWritten(written -> {
                    driver.together("moving", "first", "second");
                    int after = written.get();
                    while (written.get() < after + 10) {
                        // It goes on: nothing is frozen any more.
                        Thread.onSpinWait();
                    }
                });
            } finally {
                VOLUMES.forEach(name -> unstage(driver, name));
            }
            int[] counts = new int[2];
            for (int i = 0; i < 2; i++) {
                driver.controller().createVolume(DriverUnderTest.ofSnapshot("restored", 64, "moving-" + i).build());
                stage(driver, "restored");
                try {
                    counts[i] = entries(directory.resolve("staged-restored"));
                } finally {
                    unstage(driver, "restored");
                    driver.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId("restored").build());
                }
            }
            assertTrue(counts[1] >= 50, "entries: " + counts[1]);
            assertTrue(counts[0] == counts[1] || counts[0] == counts[1] + 1, "entries: %d and %d".formatted(counts[0], counts[1]));
            assertEquals(List.of("first.img", "moving-0.snapshot", "moving-1.snapshot", "second.img"), files(pool));
        }
    }

    @FunctionalInterface
    private interface Meanwhile {
        void act(AtomicInteger written);
    }

    private void whileWritten(Meanwhile meanwhile) throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                while (!stop.get()) {
                    for (String name : VOLUMES) {
                        Files.writeString(directory.resolve("staged-" + name).resolve("entry-" + written.get()), "x".repeat(100));
                    }
                    written.incrementAndGet();
                    // So slowly that the volumes are not full before the end.
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
            meanwhile.act(written);
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private void stage(DriverUnderTest driver, String volume) {
        driver.node().nodeStageVolume(NodeStageVolumeRequest.newBuilder().setVolumeId(volume).setVolumeCapability(DriverUnderTest.WRITER)
                .setStagingTargetPath(directory.resolve("staged-" + volume).toString()).build());
    }

    private void unstage(DriverUnderTest driver, String volume) {
        driver.node().nodeUnstageVolume(NodeUnstageVolumeRequest.newBuilder().setVolumeId(volume)
                .setStagingTargetPath(directory.resolve("staged-" + volume).toString()).build());
    }

    private static int entries(Path volume) throws IOException {
        try (var files = Files.list(volume)) {
            return (int) files.filter(file -> file.getFileName().toString().startsWith("entry-")).count();
        }
    }

    private static List<String> files(Path pool) throws IOException {
        try (var left = Files.list(pool.resolve("images"))) {
            return left.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }
}
