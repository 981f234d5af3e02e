package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.XfsImages;
import dev.marina.linux.Mounting;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return Long.parseLong(new String(new ProcessBuilder("stat", "-c", "%b", directory.resolve("volumes/data.img").toString()).start()
                .getInputStream().readAllBytes()).strip()) * 512;
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

    private static void fill(Path file, int mebibytes) throws IOException {
        byte[] chunk = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(chunk);
            }
        }
    }
}
