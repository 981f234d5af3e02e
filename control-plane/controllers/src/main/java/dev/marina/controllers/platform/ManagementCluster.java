package dev.marina.controllers.platform;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Cluster;
import dev.marina.model.NodePool;
import dev.marina.model.Tenant;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds, from a tenant's cluster, the objects of the management cluster that stand for it.
final class ManagementCluster {

    static final String TENANT = "marina";
    static final String NAME = "management";

    private final ClusterStore store;

    ManagementCluster(ClusterStore store) {
        this.store = store;
    }

    boolean is(ClusterId cluster) {
        return id().filter(cluster::equals).isPresent();
    }

    private Optional<ClusterId> id() {
        return store.find(TENANT, NAME).map(ClusterRecord::id);
    }

    /// The Cluster object of the cluster in which this is.
    Stream<ClusterKey> cluster(HasMetadata inside, Snapshot of) {
        Optional<ClusterRecord> record = tenants(of.cluster());
        Optional<ClusterId> management = id();
        return record.isEmpty() || management.isEmpty()
                ? Stream.empty()
                : Stream.of(new ClusterKey(management.get(), record.get().tenant(), record.get().name()));
    }

    /// The NodePool object that the node belongs to, by its label.
    Stream<ClusterKey> pool(Node node, Snapshot of) {
        String pool = pool(node);
        return pool.isEmpty() ? Stream.empty() : cluster(node, of).map(key -> new ClusterKey(key.cluster(), key.namespace(), pool));
    }

    /// "" for a node that names none: tenants may make Node objects of any kind.
    static String pool(Node node) {
        return node.getMetadata().getLabels() == null ? "" : node.getMetadata().getLabels().getOrDefault(Labels.POOL, "");
    }

    private Optional<ClusterRecord> tenants(ClusterId cluster) {
        return store.find(cluster).filter(record -> !(record.tenant().equals(TENANT) && record.name().equals(NAME)));
    }

    static Stream<ClusterKey> clusterOf(NodePool pool, Snapshot snapshot) {
        return Stream.of(new ClusterKey(snapshot.cluster(), pool.getMetadata().getNamespace(), pool.getSpec().cluster()));
    }

    static Stream<ClusterKey> clustersOf(Tenant tenant, Snapshot snapshot) {
        String namespace = tenant.getMetadata().getName();
        return snapshot.list(Types.CLUSTERS, namespace).stream()
                .map(cluster -> new ClusterKey(snapshot.cluster(), namespace, cluster.getMetadata().getName()));
    }

    static Stream<ClusterKey> poolsOf(Cluster cluster, Snapshot snapshot) {
        return snapshot.list(Types.NODE_POOLS, cluster.getMetadata().getNamespace()).stream()
                .filter(pool -> cluster.getMetadata().getName().equals(pool.getSpec().cluster()))
                .map(pool -> new ClusterKey(snapshot.cluster(), pool.getMetadata().getNamespace(), pool.getMetadata().getName()));
    }

    static Stream<ClusterKey> poolsOf(Tenant tenant, Snapshot snapshot) {
        String namespace = tenant.getMetadata().getName();
        return snapshot.list(Types.NODE_POOLS, namespace).stream()
                .map(pool -> new ClusterKey(snapshot.cluster(), namespace, pool.getMetadata().getName()));
    }

    Optional<ClusterRecord> record(String tenant, String name) {
        return store.find(tenant, name);
    }

    /// A tenant's cluster as it is now, unless it is gone or elsewhere.
    Optional<ClusterId> served(String clusterId) {
        if (clusterId == null || clusterId.isEmpty()) {
            return Optional.empty();
        }
        try {
            store.image(new ClusterId(clusterId));
            return Optional.of(new ClusterId(clusterId));
        } catch (StoreException.NoSuchCluster | StoreException.NotOwner _) {
            return Optional.empty();
        }
    }
}
