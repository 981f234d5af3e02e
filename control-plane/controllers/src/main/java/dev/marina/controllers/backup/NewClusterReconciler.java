package dev.marina.controllers.backup;

import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.Restore;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.backup.BackupId;
import dev.marina.store.backup.ClusterBackups;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Optional;

/// A cluster that began with a backup has claims that wait for what was in their volumes, and nodes only later: a Restore of volumes alone sees to them.
final class NewClusterReconciler implements Reconciler {

    private final ClusterStore store;
    private final ClusterBackups backups;
    private final Management management;

    NewClusterReconciler(ClusterStore store, ClusterBackups backups) {
        this.store = store;
        this.backups = backups;
        this.management = new Management(store);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Cluster> found = management.has(turn) ? turn.find(Types.CLUSTERS).filter(NewClusterReconciler::concerned) : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Cluster cluster = found.get();
        String tenant = cluster.getMetadata().getNamespace();
        Optional<ClusterRecord> record = store.find(tenant, cluster.getMetadata().getName()).filter(is -> is.state() == ClusterRecord.State.ACTIVE);
        Optional<Backup> backup = turn.snapshot().list(Types.BACKUPS, tenant).stream()
                .filter(each -> each.getMetadata().getUid().equals(cluster.getSpec().backup())).findFirst();
        if (record.isEmpty() || backup.isEmpty() || turn.snapshot().find(Types.RESTORES, tenant, name(record.get())).isPresent()
                || !backups.awaited(new BackupId(tenant, cluster.getSpec().backup()), record.get())) {
            return Outcome.SETTLED;
        }
        create(turn, cluster, name(record.get()), backup.get());
        return Outcome.SETTLED;
    }

    private static boolean concerned(Cluster cluster) {
        return !cluster.isMarkedForDeletion() && cluster.getSpec() != null && cluster.getSpec().backup() != null && cluster.getStatus() != null
                && "Ready".equals(cluster.getStatus().phase());
    }

    /// One for each cluster, which has its id once.
    private static String name(ClusterRecord record) {
        return "volumes-" + record.id().value();
    }

    private static void create(Turn turn, Cluster cluster, String name, Backup backup) {
        Restore restore = new Restore();
        restore.setMetadata(new ObjectMetaBuilder().withNamespace(cluster.getMetadata().getNamespace()).withName(name)
                .withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(cluster.getApiVersion()).withKind(cluster.getKind())
                        .withName(cluster.getMetadata().getName()).withUid(cluster.getMetadata().getUid()).build())
                .build());
        restore.setSpec(new Restore.Spec(cluster.getMetadata().getName(), backup.getMetadata().getName(), null, Restore.SKIP, Restore.VOLUMES));
        try {
            turn.writes().create(Types.RESTORES, restore);
        } catch (StatusException e) {
            if (!e.is("AlreadyExists")) {
                throw e;
            }
        }
    }
}
