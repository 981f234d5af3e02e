package dev.marina.store;

import java.time.Duration;

/// How much of a cluster's past is kept, as its tenant's plan says: [ClusterProvisioning#HISTORY] of its record.
record ArchiveBudget(long bytes, Duration age) {

    static final ArchiveBudget STANDARD = new ArchiveBudget(64L << 20, Duration.ofDays(30));

    static ArchiveBudget of(ClusterRecord cluster) {
        String text = cluster.settings().getOrDefault(ClusterProvisioning.HISTORY, "");
        if (text.isEmpty()) {
            return STANDARD;
        }
        String[] parts = text.split(" ", 2);
        return new ArchiveBudget(Long.parseLong(parts[0]), Duration.ofDays(Long.parseLong(parts[1])));
    }
}
