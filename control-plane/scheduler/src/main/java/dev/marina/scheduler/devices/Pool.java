package dev.marina.scheduler.devices;

import dev.marina.scheduler.devices.Slice.Candidate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Slices of one pool in its newest generation.
///
/// @param incomplete whether slices are missing: the driver is at it
/// @param duplicate a device's name that occurs twice, or ""
record Pool(String driver, String name, List<Slice> slices, boolean incomplete, String duplicate) {

    static Pool of(String driver, String name, List<Slice> all) {
        long newest = all.stream().mapToLong(Slice::generation).max().orElse(0);
        List<Slice> current = all.stream().filter(slice -> slice.generation() == newest).toList();
        Long wanted = current.getFirst().spec().getPool().getResourceSliceCount();
        return new Pool(driver, name, current, wanted == null || current.size() != wanted, duplicate(current));
    }

    private static String duplicate(List<Slice> slices) {
        Set<String> seen = new HashSet<>();
        for (Slice slice : slices) {
            for (Candidate candidate : slice.devices()) {
                if (!seen.add(candidate.device().getName())) {
                    return candidate.device().getName();
                }
            }
        }
        return "";
    }

    /// Whether any of its devices is made ready only when somebody is to have it.
    boolean conditional() {
        return slices.stream().flatMap(slice -> slice.devices().stream()).anyMatch(each -> !each.device().getBindingConditions().isEmpty());
    }

    /// Nothing is given from others.
    boolean usable() {
        return !incomplete && duplicate.isEmpty();
    }

    @Override
    public String toString() {
        return driver + "/" + name;
    }
}
