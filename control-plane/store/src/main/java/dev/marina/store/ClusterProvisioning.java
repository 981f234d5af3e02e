package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.Origin;
import java.util.Map;

/// Makes clusters and removes them: the record with the cluster's own CA and token keys, and the objects that every cluster
/// begins with. Implemented by the API server, called in process by the cluster controller.
public interface ClusterProvisioning {

    /// Names of settings in [ClusterRecord#settings].
    String POD_CIDR = "pod-cidr";
    String SERVICE_CIDR = "service-cidr";
    /// What its audit records and keeps: `spec.audit` of the Cluster object, as JSON; "" as is usual.
    String AUDIT = "audit";
    /// How much of its past is kept: bytes and days, such as `67108864 30`; "" as is usual.
    String HISTORY = "history";

    /// What it is a fork of: the id of a cluster of the same tenant, and a version of that.
    String FORK = "fork";

    /// The uid of a backup of the same tenant with which it begins.
    String BACKUP = "backup";

    /// May be called again: makes what is missing of a cluster and answers its record. Returns when the cluster accepts writes.
    /// Missing settings get their defaults (10.244.0.0/16, 10.96.0.0/16).
    /// Of a cluster that is there only [#AUDIT] and [#HISTORY] change, where they are given.
    /// A fork is filled by and by: as long as its record is FILLING there is more to do. Throws [StoreException.BeforeHistory], [StoreException.TooNew] and
    /// [StoreException.NotFound] where it cannot be filled, [dev.marina.store.backup.BackupException] where its backup cannot be read.
    /// Throws [StoreException.NoSuchCluster] while an earlier cluster of that name is being deleted.
    ClusterRecord ensure(String tenant, String name, Map<String, String> settings, Origin origin);

    /// May be called again: returns when nothing of the cluster is left.
    void remove(ClusterId cluster);

    /// URL of the cluster's API server for clients, such as `https://localhost:6443/clusters/acme/default`.
    String endpoint(String tenant, String name);
}
