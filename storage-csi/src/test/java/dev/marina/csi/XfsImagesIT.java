package dev.marina.csi;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.csi.v1.CapacityRange;
import dev.marina.csi.v1.ControllerExpandVolumeRequest;
import dev.marina.csi.v1.NodeExpandVolumeRequest;
import dev.marina.csi.v1.NodeGetVolumeStatsRequest;
import dev.marina.csi.volume.VolumeBackend;
import dev.marina.csi.volume.XfsImages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
