package dev.marina.tenancy.tenant;

import dev.marina.model.PlanLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/// How much a tenant may use, in all its clusters together.
@Embeddable
public record Limits(
        int clusters,
        int nodes,
        @Column(name = "cpu_millis") long cpuMillis,
        @Column(name = "memory_bytes") long memoryBytes,
        @Column(name = "volume_bytes") long volumeBytes) {

    private static final long GIB = 1L << 30;

    /// As the management cluster keeps it.
    public PlanLimits published() {
        return new PlanLimits(Integer.toString(clusters), Integer.toString(nodes), cpu(), bytes(memoryBytes), bytes(volumeBytes));
    }

    public String cpu() {
        return cpuMillis % 1000 == 0 ? Long.toString(cpuMillis / 1000) : cpuMillis + "m";
    }

    public String memory() {
        return bytes(memoryBytes);
    }

    public String volumes() {
        return bytes(volumeBytes);
    }

    private static String bytes(long bytes) {
        return bytes % GIB == 0 ? bytes / GIB + "Gi" : Long.toString(bytes);
    }
}
