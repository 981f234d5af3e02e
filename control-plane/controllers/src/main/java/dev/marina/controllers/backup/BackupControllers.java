package dev.marina.controllers.backup;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.store.ClusterStore;
import dev.marina.store.backup.ClusterBackups;
import java.util.List;
import java.util.stream.Stream;

/// The controllers of backups. They run in real clusters only.
public final class BackupControllers {

    /// What is in volumes takes its time, and a tenant has one of them at a time: those of one tenant leave the others theirs.
    private static final int WORKERS = 16;

    private BackupControllers() {}

    public static List<Controller> list(ClusterStore store, ClusterBackups backups) {
        OneAtATime turns = new OneAtATime();
        return List.of(
                Controller.named("backup").reconciles(Types.BACKUPS)
                        .alsoWatches(Types.CLUSTERS, BackupControllers::backupsOf)
                        .management().workers(WORKERS).with(new BackupReconciler(store, backups, turns)),
                Controller.named("backup-schedule").reconciles(Types.BACKUP_SCHEDULES)
                        .alsoWatches(Types.BACKUPS, BackupControllers::scheduleOf)
                        .management().workers(1).with(new BackupScheduleReconciler(store)),
                Controller.named("restore").reconciles(Types.RESTORES)
                        .management().workers(WORKERS).with(new RestoreReconciler(store, backups, turns)),
                Controller.named("restore-begin").reconciles(Types.CLUSTERS)
                        .management().workers(1).with(new NewClusterReconciler(store, backups)));
    }

    private static Stream<ClusterKey> backupsOf(Cluster cluster, Snapshot snapshot) {
        return snapshot.list(Types.BACKUPS, cluster.getMetadata().getNamespace()).stream()
                .filter(backup -> backup.getSpec() != null && cluster.getMetadata().getName().equals(backup.getSpec().cluster()))
                .map(backup -> new ClusterKey(snapshot.cluster(), backup.getMetadata().getNamespace(), backup.getMetadata().getName()));
    }

    private static Stream<ClusterKey> scheduleOf(Backup backup, Snapshot snapshot) {
        return backup.getSpec() == null || backup.getSpec().schedule() == null
                ? Stream.empty()
                : Stream.of(new ClusterKey(snapshot.cluster(), backup.getMetadata().getNamespace(), backup.getSpec().schedule()));
    }
}
