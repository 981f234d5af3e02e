package dev.marina.tenancy.tenant;

import dev.marina.model.PlanLimits;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/// How much a tenant may use, in all its clusters together.
///
/// @param historyBytes kept of the past of each cluster
/// @param historyDays for which they are kept
/// @param backups of all clusters
/// @param backupBytes that these take together
/// @param backupDays for which the backups of a cluster outlive it; 0: they end with it
/// @param imageBytes in the platform's registry
@Embeddable
public record Limits(
        int clusters,
        int nodes,
        @Column(name = "cpu_millis") long cpuMillis,
        @Column(name = "memory_bytes") long memoryBytes,
        @Column(name = "volume_bytes") long volumeBytes,
        @Column(name = "history_bytes") long historyBytes,
        @Column(name = "history_days") int historyDays,
        int backups,
        @Column(name = "backup_bytes") long backupBytes,
        @Column(name = "backup_days") int backupDays,
        @Column(name = "image_bytes") long imageBytes) {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    /// As the management cluster keeps it.
    public PlanLimits published() {
        return new PlanLimits(Integer.toString(clusters), Integer.toString(nodes), cpu(), bytes(memoryBytes), bytes(volumeBytes), history(),
                Integer.toString(historyDays), Integer.toString(backups), mebibytes(backupBytes), Integer.toString(backupDays));
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

    public String history() {
        return mebibytes(historyBytes);
    }

    public String backupSize() {
        return mebibytes(backupBytes);
    }

    private static String mebibytes(long bytes) {
        return bytes % MIB == 0 ? bytes / MIB + "Mi" : Long.toString(bytes);
    }

    public String images() {
        return imageBytes % GIB != 0 && imageBytes % MIB == 0 ? imageBytes / MIB + "Mi" : bytes(imageBytes);
    }

    private static String bytes(long bytes) {
        return bytes % GIB == 0 ? bytes / GIB + "Gi" : Long.toString(bytes);
    }
}
