package dev.marina.agent.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionSettingsTest {

    @Test
    void thresholdsAreAmountsOrPartsEachWithItsTime() {
        EvictionSettings settings = EvictionSettings.of("nodefs.available<15%, memory.available<1.5Gi", "memory.available=1m30s,nodefs.available=2h", 60);

        assertEquals(List.of(new SoftThreshold(EvictionSignal.MEMORY, "1.5Gi", Duration.ofSeconds(90)),
                new SoftThreshold(EvictionSignal.DISK, "15%", Duration.ofHours(2))), settings.soft());
        assertEquals(3L << 29, settings.soft().getFirst().of(4L << 30));
        assertEquals(150, settings.soft().getLast().of(1000));
        assertEquals(Duration.ofMinutes(1), settings.longestGrace());
        assertEquals(EvictionSettings.HARD_ALONE, EvictionSettings.of("", "", 0));
    }

    @Test
    void whatCannotBeReadIsNamedWithWhatWouldBeRight() {
        record Row(String soft, String graces, int longest, String why) {}
        for (Row row : List.of(
                new Row("memory.free<1Gi", "", 0,
                        "eviction-soft has memory.free; there are [memory.available, nodefs.available, nodefs.inodesFree, pid.available]"),
                new Row("memory.available", "", 0, "eviction-soft has memory.available; each signal must be there once, followed by <"),
                new Row("memory.available<1,memory.available<2", "", 0, "eviction-soft has memory.available<2; each signal must be there once, followed by <"),
                new Row("memory.available<much", "memory.available=1m", 0,
                        "eviction-soft has memory.available<much; it must be an amount such as 200Mi, or a part such as 15%"),
                new Row("memory.available<0", "memory.available=1m", 0,
                        "eviction-soft has memory.available<0; it must be an amount such as 200Mi, or a part such as 15%"),
                new Row("memory.available<100%", "memory.available=1m", 0,
                        "eviction-soft has memory.available<100%; it must be an amount such as 200Mi, or a part such as 15%"),
                new Row("memory.available<1Gi", "", 0,
                        "grace period must be specified for the soft eviction threshold memory.available, in eviction-soft-grace-period"),
                new Row("memory.available<1Gi", "memory.available=soon", 0,
                        "eviction-soft-grace-period has memory.available=soon; it must be a time such as 1m30s"),
                new Row("memory.available<1Gi", "memory.available=-1m", 0,
                        "eviction-soft-grace-period has memory.available=-1m; it must be a time such as 1m30s"),
                new Row("", "memory.available=1m", 0, "eviction-soft-grace-period has memory.available; there is no such threshold in eviction-soft"),
                new Row("", "", -1, "eviction-max-pod-grace-period is -1; it must be a number of seconds, at least 0"))) {
            assertEquals(row.why, assertThrows(IllegalArgumentException.class, () -> EvictionSettings.of(row.soft, row.graces, row.longest)).getMessage());
        }
    }
}
