package dev.marina.controllers.platform;

import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// How many bytes the platform keeps ready for a cluster's volumes: those of our own driver, claimed or still kept. What lies on a
/// node's disk or elsewhere takes nothing of it.
final class KeptVolumes {

    private KeptVolumes() {}

    /// At most what a `long` holds: tenants may write such objects themselves.
    static long bytes(List<PersistentVolume> volumes) {
        return volumes.stream().map(PersistentVolume::getSpec).filter(spec -> spec.getCsi() != null && VolumeDriver.NAME.equals(spec.getCsi().getDriver()))
                .map(spec -> capacity(spec.getCapacity())).reduce(BigDecimal.ZERO, BigDecimal::add).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static BigDecimal capacity(Map<String, Quantity> capacity) {
        Quantity storage = capacity == null ? null : capacity.get("storage");
        return storage == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(storage).max(BigDecimal.ZERO);
    }
}
