package dev.marina.tenancy.management;

import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A tenant's objects in the management cluster: its namespace with members, plan, clusters and node pools. Every method that
/// makes something succeeds when it is there already, and every method that removes something succeeds when it is gone.
public interface ManagementCluster {

    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where another sign-up's namespace has this name
    void openNamespace(UUID signup, String tenant);

    /// Removes the namespace with everything in it, where this sign-up made it.
    void closeNamespace(UUID signup, String tenant);

    void publishPlan(String tenant, Limits limits);

    void publishMembers(String tenant, Map<String, Role> roleByEmail);

    List<ClusterState> clusters(String tenant);

    Optional<ClusterState> cluster(String tenant, String name);

    void createCluster(String tenant, String name);

    /// The nodes of a new cluster, one CPU and 2 GiB each.
    void createNodePool(String tenant, String cluster, int nodes);

    void deleteCluster(String tenant, String name);

    /// Has the cluster's CA sign a certificate for this person.
    Credentials issue(String tenant, String cluster, String csrPem, Duration life);

    /// Throws when the management cluster does not answer.
    void ping();

    /// What is observed of a cluster.
    ///
    /// @param phase Provisioning, Ready or Deleting
    /// @param endpoint URL of its API; null until it has one
    /// @param wantedNodes nodes that its pools ask for
    record ClusterState(String name, String phase, String endpoint, int wantedNodes, int nodes, int readyNodes, String createdAt) {}

    /// @param certificate PEM chain
    record Credentials(String certificate, String serverCa, String server) {}
}
