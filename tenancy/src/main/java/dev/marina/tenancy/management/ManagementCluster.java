package dev.marina.tenancy.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A tenant's objects in the management cluster: itself, its clusters and node pools. Every method that
/// makes something succeeds when it is there already, and every method that removes something succeeds when it is gone.
public interface ManagementCluster {

    /// Makes the Tenant object what `wanted` says. That is asked after the present object was read, and written only if the object
    /// is still the one that was read, else both are done again: so an older answer never replaces a newer one, whoever writes
    /// beside. Gives what was written.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where another tenant has this name, Unavailable while an
    ///     earlier one of this name is being removed
    WantedTenant publish(String tenant, Supplier<WantedTenant> wanted);

    /// Returns when the tenant's namespace takes clusters.
    void awaitReady(String tenant);

    /// Asks for the removal of the tenant with this id and of everything that it has; [#has] says when it has ended.
    void remove(UUID id, String tenant);

    boolean has(UUID id, String tenant);

    List<ClusterState> clusters(String tenant);

    /// The service account of this cluster that a token is of, such as `system:serviceaccount:default:builder`; empty where it is none, or there is no
    /// such cluster.
    ///
    /// @param audience for whom the token has to be
    Optional<String> account(String tenant, String cluster, String token, String audience);

    /// All there are, by the tenant's name.
    Map<String, List<ClusterState>> clustersByTenant();

    Optional<ClusterState> cluster(String tenant, String name);

    /// @param maker what makes it; a cluster of this name that another made is a Conflict
    default void createCluster(UUID maker, String tenant, String name) {
        createCluster(maker, tenant, name, Optional.empty());
    }

    /// @param fork what it begins with
    void createCluster(UUID maker, String tenant, String name, Optional<Fork> fork);

    /// The nodes of a cluster that has none yet.
    void createNodePool(String tenant, String cluster, int nodes, NodeSize size);

    /// The node pools of a cluster, by name.
    List<PoolState> nodePools(String tenant, String cluster);

    /// One more pool of a cluster; a name that another pool of the tenant has is a Conflict.
    PoolState createNodePool(String tenant, String cluster, String pool, PoolWish wanted);

    /// Changes what the wish names.
    ///
    /// @param still asked with the pool that is about to be changed; nothing in between is overwritten
    PoolState changeNodePool(String tenant, String cluster, String pool, PoolWish wanted, Consumer<PoolState> still);

    /// Asks for the removal of a pool with its nodes. May be repeated.
    void deleteNodePool(String tenant, String cluster, String pool);

    /// Asks for the removal of this very cluster, not of a later one with its name; [#cluster] is empty once it has ended.
    void deleteCluster(String tenant, ClusterState cluster);

    /// The same, where this maker made it.
    void deleteCluster(UUID maker, String tenant, String name);

    /// Has the cluster's CA sign a certificate for this person.
    Credentials issue(String tenant, String cluster, String csrPem, Duration life);

    /// Records of what was asked of a cluster, the newest first.
    ///
    /// @param query from, to, user, verb, resource, namespace, name, limit, continue; absent ones stand for any
    AuditPage audit(String tenant, String cluster, Map<String, String> query);

    /// What was in a cluster earlier.
    ///
    /// @param query what (objects or differences), at, from, to, resource, namespace, name, limit, continue, and of who reads subject and email
    HistoryPage history(String tenant, String cluster, Map<String, String> query);

    /// Which version the cluster had at a time, as what a fork of it begins with.
    ///
    /// @param at a time or a version
    Fork fork(String tenant, String cluster, String at);

    /// How far back that is known.
    HistorySpan historySpan(String tenant, String cluster);

    /// What is recorded of a cluster.
    AuditSettings auditSettings(String tenant, String cluster);

    /// Changes that.
    AuditSettings auditSettings(String tenant, String cluster, AuditSettings wanted);

    /// How nodes of a cluster carry pods' packets to each other.
    NetworkSettings network(String tenant, String cluster);

    /// Changes that; nodes follow, each by itself.
    NetworkSettings network(String tenant, String cluster, NetworkSettings wanted);

    /// Throws when the management cluster does not answer.
    void ping();

    /// What is observed of a cluster.
    ///
    /// @param phase Provisioning, Restoring, Ready or Deleting
    /// @param endpoint URL of its API; null until it has one
    /// @param wanted what its pools ask for
    /// @param volumeBytes kept ready for its volumes
    /// @param requests to its API since it was made
    record ClusterState(String uid, String name, String phase, String endpoint, Wanted wanted, int nodes, int readyNodes, long volumeBytes, long requests,
            String createdAt) {

        /// Another for another cluster, though of the same name.
        public String identity() {
            return uid;
        }
    }

    /// What is observed of a node pool.
    ///
    /// @param wanted how many nodes it is to have
    /// @param cpu of each node
    /// @param memory of each node
    /// @param wish what else is wanted of it
    /// @param reason how its nodes are, in a word
    /// @param scaling how it is scaled, in a word; null where a person says how many nodes there are
    record PoolState(String uid, String name, int wanted, int nodes, int readyNodes, String cpu, String memory, PoolWish wish, String reason, String message,
            String scaling, String scalingMessage) {

        /// Another wherever somebody changed what is wanted.
        public String identity() {
            return "%s %d %s %s %s".formatted(uid, wanted, cpu, memory, wish);
        }
    }

    /// What node pools ask for together.
    record Wanted(int nodes, long cpuMillis, long memoryBytes) {}

    /// @param events of `audit.k8s.io/v1`
    /// @param next names the page after this one; "" on the last
    /// @param unreadable blocks of them that were left out since they cannot be read
    record AuditPage(List<Map<String, Object>> events, String next, int unreadable) {}

    /// @param next names the page after this one; "" on the last
    record HistoryPage(List<Map<String, Object>> items, String next) {}

    /// @param clusterId of the origin; null where it is a backup that the cluster begins with
    /// @param version likewise
    /// @param podCidr of the origin, which the fork's Services and nodes fit
    /// @param serviceCidr likewise
    /// @param backup uid of the backup that the cluster begins with; null in a fork of what was
    record Fork(String clusterId, String version, String podCidr, String serviceCidr, String backup) {

        public Fork(String clusterId, String version, String podCidr, String serviceCidr) {
            this(clusterId, version, podCidr, serviceCidr, null);
        }
    }

    record HistorySpan(PastMoment oldest, PastMoment newest) {}

    /// @param version of the last change before
    record PastMoment(String time, String version) {}

    /// Null where it is as is usual.
    ///
    /// @param policy of `audit.k8s.io/v1`
    /// @param bytes that are kept
    /// @param days for which they are kept
    record AuditSettings(Map<String, Object> policy, String bytes, Integer days) {}

    /// @param backend vxlan, vxlan-direct, host-gw, ipip or bgp
    /// @param reflector with bgp; null: as is usual, or there is no BGP
    record NetworkSettings(String backend, Boolean reflector) {}

    /// @param certificate PEM chain
    record Credentials(String certificate, String serverCa, String server) {}
}
