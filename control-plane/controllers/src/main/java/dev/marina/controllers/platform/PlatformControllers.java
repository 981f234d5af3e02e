package dev.marina.controllers.platform;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.model.PlanLimits;
import dev.marina.store.ClusterProvisioning;
import dev.marina.store.ClusterStore;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The controllers of tenants, clusters and node pools.
public final class PlatformControllers {

    private PlatformControllers() {}

    public static List<Controller> list(ClusterStore store, ClusterProvisioning provisioning, String nodeSubnet) {
        ManagementCluster management = new ManagementCluster(store);
        return List.of(
                Controller.named("tenant").reconciles(Types.TENANTS)
                        .alsoWatches(Types.NAMESPACES, (namespace, snapshot) -> tenantOf(snapshot, namespace.getMetadata().getName()))
                        .alsoWatches(Types.CONFIG_MAPS, (configMap, snapshot) -> tenantOf(snapshot, configMap.getMetadata().getNamespace()),
                                event -> event.key().name().equals(PlanLimits.NAME))
                        .management().workers(2).with(new TenantReconciler(management)),
                Controller.named("cluster").reconciles(Types.CLUSTERS)
                        .alsoWatches(Types.TENANTS, ManagementCluster::clustersOf)
                        .alsoWatches(Types.NODE_POOLS, ManagementCluster::clusterOf)
                        .alsoWatches(Types.NODES, management::cluster)
                        .alsoWatches(Types.VOLUMES, management::cluster)
                        .management().workers(4).with(new ClusterReconciler(provisioning, management)),
                Controller.named("nodepool").reconciles(Types.NODE_POOLS)
                        .alsoWatches(Types.TENANTS, ManagementCluster::poolsOf)
                        .alsoWatches(Types.CLUSTERS, ManagementCluster::poolsOf)
                        .alsoWatches(Types.NODES, management::pool)
                        .alsoWatches(Types.MACHINES, (_, snapshot) -> snapshot.list(Types.NODE_POOLS, "").stream()
                                .map(pool -> new ClusterKey(snapshot.cluster(), pool.getMetadata().getNamespace(), pool.getMetadata().getName())),
                                PlatformControllers::ofOtherMachines)
                        .management().workers(1).with(new NodePoolReconciler(management, Underlay.of(nodeSubnet))));
    }

    /// One came or went, or is reached elsewhere: then pools have nodes to find a place for, or nodes that must hear where their peers are.
    private static boolean ofOtherMachines(StoreEvent event) {
        return event.creation() || event.deletion() || !address(event.previous()).equals(address(event.current()));
    }

    private static String address(Optional<Stored> machine) {
        return machine.map(stored -> Document.parse(stored.bytes()).at("status", "address").asText()).orElse("");
    }

    /// The tenant whose namespace this is.
    private static Stream<ClusterKey> tenantOf(Snapshot snapshot, String namespace) {
        return Stream.of(new ClusterKey(snapshot.cluster(), "", namespace));
    }
}
