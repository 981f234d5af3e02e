package dev.marina.controllers.platform;

import dev.marina.api.Document;
import dev.marina.api.Origin;
import dev.marina.api.Quantities;
import dev.marina.controllers.engine.NodeStatuses;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterRecord;
import dev.marina.store.StoreException;
import dev.marina.store.backup.BackupException;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Makes the cluster that a Cluster object asks for, says how it is, and removes it with everything in it.
final class ClusterReconciler implements Reconciler {

    static final String USER = "system:serviceaccount:kube-system:cluster-controller";

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration DISK = Duration.ofSeconds(30);
    private static final String RESTORING = "Restoring";

    private final ClusterProvisioning provisioning;
    private final ManagementCluster management;

    ClusterReconciler(ClusterProvisioning provisioning, ManagementCluster management) {
        this.provisioning = provisioning;
        this.management = management;
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Cluster> found = management.is(turn.cluster()) ? turn.find(Types.CLUSTERS) : Optional.empty();
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Cluster cluster = found.get();
        return switch (ClusterPlan.of(cluster, pools(turn.snapshot(), cluster))) {
            case ClusterPlan.Adopt _ -> {
                Finalizers.CLUSTER.hold(turn, Types.CLUSTERS, cluster);
                yield provide(turn, cluster);
            }
            case ClusterPlan.Provide _ -> provide(turn, cluster);
            case ClusterPlan.DeletePools(List<NodePool> pools) -> {
                say(turn, cluster, new Cluster.Status("Deleting", id(cluster), endpoint(cluster), null, null, null, null,
                        Ready.condition(conditions(cluster), false, "Deleting", "the cluster's nodes are being removed", turn.now())));
                pools.forEach(pool -> turn.writes().delete(Types.NODE_POOLS, pool));
                yield Outcome.SETTLED;
            }
            case ClusterPlan.Remove _ -> remove(turn, cluster);
            case ClusterPlan.Nothing _ -> Outcome.SETTLED;
        };
    }

    private static List<NodePool> pools(Snapshot snapshot, Cluster cluster) {
        return snapshot.list(Types.NODE_POOLS, cluster.getMetadata().getNamespace()).stream()
                .filter(pool -> cluster.getMetadata().getName().equals(pool.getSpec().cluster())).toList();
    }

    private Outcome provide(Turn turn, Cluster cluster) {
        ClusterRecord record;
        try {
            record = provisioning.ensure(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName(), settings(cluster, turn.snapshot()),
                    new Origin(USER, turn.cause()));
        } catch (StoreException.NoSuchCluster _) {
            say(turn, cluster, new Cluster.Status("Provisioning", null, null, null, null, null, null, Ready.condition(conditions(cluster), false,
                    "NameInUse", "an earlier cluster of this name is still being removed", turn.now())));
            return Outcome.recheckAfter(SOON);
        } catch (StoreException.BeforeHistory | StoreException.NotFound | StoreException.TooNew e) {
            say(turn, cluster, new Cluster.Status(RESTORING, null, null, null, null, null, null,
                    Ready.condition(conditions(cluster), false, "ForkFailed", e.getMessage(), turn.now())));
            return Outcome.SETTLED;
        } catch (BackupException e) {
            say(turn, cluster, new Cluster.Status(RESTORING, null, null, null, null, null, null,
                    Ready.condition(conditions(cluster), false, "RestoreFailed", e.getMessage(), turn.now())));
            return e instanceof BackupException.NotNow ? Outcome.recheckAfter(DISK) : Outcome.SETTLED;
        }
        if (record.state() == ClusterRecord.State.FILLING) {
            say(turn, cluster, new Cluster.Status(RESTORING, record.id().value(), null, null, null, null, null,
                    Ready.condition(conditions(cluster), false, RESTORING, "the objects that it begins with are being written", turn.now())));
            return Outcome.recheckAfter(AT_ONCE);
        }
        Optional<Snapshot> inside = management.served(record.id().value()).map(turn::snapshot);
        List<Node> nodes = inside.map(snapshot -> snapshot.list(Types.NODES, "")).orElse(List.of());
        say(turn, cluster, new Cluster.Status("Ready", record.id().value(), endpoint(cluster), nodes.size(),
                (int) nodes.stream().filter(NodeStatuses::ready).count(),
                inside.map(snapshot -> KeptVolumes.bytes(snapshot.list(Types.VOLUMES, ""))).orElse(null),
                null,
                Ready.condition(conditions(cluster), true, "AcceptsWrites", "the cluster accepts writes", turn.now())));
        return Outcome.SETTLED;
    }

    private static Map<String, String> settings(Cluster cluster, Snapshot snapshot) {
        Map<String, String> settings = new HashMap<>();
        if (cluster.getSpec() != null && cluster.getSpec().podCidr() != null) {
            settings.put(ClusterProvisioning.POD_CIDR, cluster.getSpec().podCidr());
        }
        if (cluster.getSpec() != null && cluster.getSpec().serviceCidr() != null) {
            settings.put(ClusterProvisioning.SERVICE_CIDR, cluster.getSpec().serviceCidr());
        }
        if (cluster.getSpec() != null && cluster.getSpec().fork() != null) {
            settings.put(ClusterProvisioning.FORK, "%s %s".formatted(cluster.getSpec().fork().clusterId(), cluster.getSpec().fork().version()));
        }
        if (cluster.getSpec() != null && cluster.getSpec().backup() != null) {
            settings.put(ClusterProvisioning.BACKUP, cluster.getSpec().backup());
        }
        boolean audited = cluster.getSpec() != null && cluster.getSpec().audit() != null;
        settings.put(ClusterProvisioning.AUDIT, audited ? Document.mapper().valueToTree(cluster.getSpec().audit()).toString() : "");
        settings.put(ClusterProvisioning.HISTORY,
                snapshot.find(Types.TENANTS, "", cluster.getMetadata().getNamespace()).map(tenant -> tenant.getSpec().limits())
                        .filter(limits -> !limits.history().isEmpty() && !limits.historyDays().isEmpty())
                        .map(limits -> "%d %d".formatted(Quantities.value(limits.history()).longValue(), Quantities.value(limits.historyDays()).longValue()))
                        .orElse(""));
        return settings;
    }

    private Outcome remove(Turn turn, Cluster cluster) {
        // By name: the status may never have been written.
        management.record(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName())
                .ifPresent(record -> provisioning.remove(record.id()));
        Finalizers.CLUSTER.release(turn, Types.CLUSTERS, cluster);
        return Outcome.SETTLED;
    }

    /// Leaves what it does not name as it is: the requests are counted by others.
    private static void say(Turn turn, Cluster cluster, Cluster.Status status) {
        if (!Objects.equals(status.over(cluster.getStatus()), cluster.getStatus())) {
            turn.writes().merge(Types.CLUSTERS, cluster, "status", patch -> patch.set("status", Document.mapper().valueToTree(status)));
        }
    }

    private String endpoint(Cluster cluster) {
        return provisioning.endpoint(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
    }

    private static String id(Cluster cluster) {
        return cluster.getStatus() == null ? null : cluster.getStatus().clusterId();
    }

    private static List<io.fabric8.kubernetes.api.model.Condition> conditions(Cluster cluster) {
        return cluster.getStatus() == null ? List.of() : cluster.getStatus().conditions();
    }
}
