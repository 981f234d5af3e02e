package dev.marina.controllers.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptVolumesTest {

    private static PersistentVolume of(String driver, String size) {
        return new PersistentVolumeBuilder().withNewSpec().addToCapacity("storage", new Quantity(size)).withNewCsi().withDriver(driver).endCsi().endSpec()
                .build();
    }

    @Test
    void thePlatformsOwnVolumesAreSummedToTheByte() {
        PersistentVolume onANode = new PersistentVolumeBuilder().withNewSpec().addToCapacity("storage", new Quantity("100Ti")).withNewHostPath()
                .withPath("/x").endHostPath().endSpec().build();

        assertEquals((1L << 30) + 1_500_000 + 1, KeptVolumes.bytes(
                List.of(of("csi.marina.dev", "1Gi"), of("csi.marina.dev", "1500k"), of("csi.marina.dev", "1"), of("elsewhere.test", "9Gi"), onANode)));
    }

    @Test
    void whatNobodyCanHaveIsTheMost() {
        assertEquals(Long.MAX_VALUE, KeptVolumes.bytes(List.of(of("csi.marina.dev", "8Ei"), of("csi.marina.dev", "8Ei"))));
        assertEquals(0, KeptVolumes.bytes(List.of()));
    }
}
