package dev.marina.scheduler.devices;

import dev.marina.scheduler.devices.Slice.Candidate;
import io.fabric8.kubernetes.api.model.resource.v1.Counter;
import io.fabric8.kubernetes.api.model.resource.v1.CounterSet;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceCounterConsumption;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/// What is left of the counters that devices of one pool share, such as the memory of a card that is given away in parts. Changed by one
/// cycle. checkAvailableCounters in dynamic-resource-allocation's structured/internal
final class Counters {

    private record Name(String set, String counter) {}

    private final Map<Name, BigDecimal> left = new HashMap<>();

    static Counters of(Pool pool, AllocatedDevices allocated) {
        Counters counters = new Counters();
        for (Slice slice : pool.slices()) {
            for (CounterSet set : slice.spec().getSharedCounters()) {
                set.getCounters().forEach((name, counter) -> counters.left.put(new Name(set.getName(), name), value(counter)));
            }
        }
        for (Slice slice : pool.slices()) {
            for (Candidate candidate : slice.devices()) {
                if (!candidate.device().getConsumesCounters().isEmpty() && (allocated.taken(candidate.id()) || allocated.shared(candidate.id()))) {
                    counters.change(candidate.device(), -1);
                }
            }
        }
        return counters;
    }

    /// Whether there is enough for the device; then there is less from now on.
    boolean take(Device device) {
        for (DeviceCounterConsumption consumption : device.getConsumesCounters()) {
            for (Map.Entry<String, Counter> each : consumption.getCounters().entrySet()) {
                BigDecimal there = left.get(new Name(consumption.getCounterSet(), each.getKey()));
                if (there == null || there.compareTo(value(each.getValue())) < 0) {
                    return false;
                }
            }
        }
        change(device, -1);
        return true;
    }

    void give(Device device) {
        change(device, 1);
    }

    private void change(Device device, int sign) {
        for (DeviceCounterConsumption consumption : device.getConsumesCounters()) {
            consumption.getCounters().forEach((name, counter) -> left.computeIfPresent(new Name(consumption.getCounterSet(), name),
                    (_, there) -> sign < 0 ? there.subtract(value(counter)) : there.add(value(counter))));
        }
    }

    private static BigDecimal value(Counter counter) {
        return counter.getValue().getNumericalAmount();
    }
}
