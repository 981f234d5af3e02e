package dev.marina.agent.pod;

import java.util.HashMap;
import java.util.Map;

/// What a node sets aside for a pod, or for all of its pods, or can set aside at all: by resource, processors in thousandths.
public record Requested(Map<String, Long> byResource) {

    static final String CPU = "cpu";
    static final String MEMORY = "memory";
    static final String DISK = "ephemeral-storage";
    static final String PODS = "pods";
    static final Requested NOTHING = new Requested(Map.of());

    public static Requested of(long milliCpu, long memoryBytes) {
        return new Requested(Map.of(CPU, milliCpu, MEMORY, memoryBytes));
    }

    long get(String resource) {
        return byResource.getOrDefault(resource, 0L);
    }

    public Requested with(String resource, long amount) {
        Map<String, Long> changed = new HashMap<>(byResource);
        changed.put(resource, amount);
        return new Requested(changed);
    }

    Requested plus(Requested other) {
        Map<String, Long> sum = new HashMap<>(byResource);
        other.byResource.forEach((resource, amount) -> sum.merge(resource, amount, Long::sum));
        return new Requested(sum);
    }

    /// Whether nothing in it is more than in the other.
    boolean within(Requested other) {
        return byResource.entrySet().stream().allMatch(entry -> entry.getValue() <= other.get(entry.getKey()));
    }
}
