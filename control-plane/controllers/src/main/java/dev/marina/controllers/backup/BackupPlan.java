package dev.marina.controllers.backup;

import dev.marina.api.Quantities;
import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.PlanLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is to be done about a backup, as data.
sealed interface BackupPlan {

    /// @param mostBytes that it may take
    record Take(long mostBytes) implements BackupPlan {}

    record Check() implements BackupPlan {}

    record Await(String reason, String message) implements BackupPlan {}

    record Fail(String reason, String message) implements BackupPlan {}

    /// Its cluster is gone since now.
    record Orphan() implements BackupPlan {}

    record Drop() implements BackupPlan {}

    /// Until there is something to do.
    record Keep(Optional<Duration> until) implements BackupPlan {}

    /// The object is being removed.
    record Remove() implements BackupPlan {}

    /// @param cluster that has the name now
    /// @param others all other backups of the tenant
    static BackupPlan of(Backup backup, Optional<Cluster> cluster, PlanLimits plan, List<Backup> others, Instant now) {
        if (backup.isMarkedForDeletion()) {
            return backup.getMetadata().getFinalizers().contains(Backup.FINALIZER) ? new Remove() : new Keep(Optional.empty());
        }
        return switch (phase(backup)) {
            case Backup.CHECKING -> new Check();
            case Backup.CHECKED -> keep(backup, cluster, plan, now);
            case Backup.FAILED -> new Keep(Optional.empty());
            default -> take(backup, cluster, plan, others);
        };
    }

    static String phase(Backup backup) {
        return backup.getStatus() == null || backup.getStatus().phase() == null ? Backup.PENDING : backup.getStatus().phase();
    }

    private static BackupPlan take(Backup backup, Optional<Cluster> cluster, PlanLimits plan, List<Backup> others) {
        if (cluster.isEmpty() || cluster.get().isMarkedForDeletion()) {
            return new Fail("NoCluster", "cluster %s is not there".formatted(backup.getSpec().cluster()));
        }
        if (cluster.get().getStatus() == null || !"Ready".equals(cluster.get().getStatus().phase())) {
            return new Await("ClusterNotReady", "cluster %s is not ready".formatted(backup.getSpec().cluster()));
        }
        if (plan.backupBytes().isEmpty()) {
            return new Take(Long.MAX_VALUE);
        }
        long limit = Quantities.value(plan.backupBytes()).longValue();
        long used = others.stream().mapToLong(BackupPlan::bytes).sum();
        return used < limit
                ? new Take(limit - used)
                : new Fail("PlanExceeded", "the tenant's backups take %d bytes; its plan allows %s".formatted(used, plan.backupBytes()));
    }

    static long bytes(Backup backup) {
        return backup.getStatus() == null || backup.getStatus().bytes() == null ? 0 : backup.getStatus().bytes();
    }

    private static BackupPlan keep(Backup backup, Optional<Cluster> cluster, PlanLimits plan, Instant now) {
        boolean there = cluster.map(Cluster::getStatus).map(Cluster.Status::clusterId).filter(id -> id.equals(backup.getStatus().clusterId())).isPresent();
        if (there || plan.backupDays().isEmpty()) {
            return new Keep(Optional.empty());
        }
        Duration stays = Duration.ofDays(Quantities.value(plan.backupDays()).longValue());
        if (stays.isZero()) {
            return new Drop();
        }
        if (backup.getStatus().orphaned() == null) {
            return new Orphan();
        }
        Instant end = Instant.parse(backup.getStatus().orphaned()).plus(stays);
        return end.isAfter(now) ? new Keep(Optional.of(Duration.between(now, end))) : new Drop();
    }
}
