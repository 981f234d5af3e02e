package dev.marina.controllers.backup;

import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.Restore;
import java.util.Optional;
import java.util.Set;

/// What is to be done about a restore, as data.
sealed interface RestorePlan {

    record CarryOut() implements RestorePlan {}

    /// Objects are there.
    record Fill() implements RestorePlan {}

    record Await(String reason, String message) implements RestorePlan {}

    record Fail(String reason, String message) implements RestorePlan {}

    record Nothing() implements RestorePlan {}

    Set<String> NOT_YET = Set.of(Backup.PENDING, Backup.TAKING, Backup.CHECKING);

    static RestorePlan of(Restore restore, Optional<Backup> backup, Optional<Cluster> cluster) {
        String phase = phase(restore);
        if (restore.isMarkedForDeletion() || phase.equals(Restore.COMPLETE) || phase.equals(Restore.FAILED)) {
            return new Nothing();
        }
        Restore.Spec spec = restore.getSpec();
        if (backup.isEmpty() || backup.get().isMarkedForDeletion()) {
            return new Fail("NoBackup", "backup %s is not there".formatted(spec.backup()));
        }
        if (NOT_YET.contains(BackupPlan.phase(backup.get()))) {
            return new Await("BackupNotChecked", "backup %s has not been checked yet".formatted(spec.backup()));
        }
        if (!BackupPlan.phase(backup.get()).equals(Backup.CHECKED)) {
            return new Fail("BackupFailed", "backup %s is not good".formatted(spec.backup()));
        }
        if (cluster.isEmpty() || cluster.get().isMarkedForDeletion()) {
            return new Fail("NoCluster", "cluster %s is not there".formatted(spec.cluster()));
        }
        boolean ready = cluster.get().getStatus() != null && "Ready".equals(cluster.get().getStatus().phase());
        if (ready && (phase.equals(Restore.FILLING) || Restore.VOLUMES.equals(spec.only()))) {
            return new Fill();
        }
        return ready ? new CarryOut() : new Await("ClusterNotReady", "cluster %s is not ready".formatted(spec.cluster()));
    }

    static String phase(Restore restore) {
        return restore.getStatus() == null || restore.getStatus().phase() == null ? Restore.PENDING : restore.getStatus().phase();
    }
}
