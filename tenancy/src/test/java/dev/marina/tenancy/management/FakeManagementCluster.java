package dev.marina.tenancy.management;

import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Limits;
import dev.marina.tenancy.tenant.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// The management cluster in memory; its clusters are Ready at once.
public class FakeManagementCluster implements ManagementCluster {

    public final Map<String, UUID> namespaces = new HashMap<>();
    public final Map<String, Limits> plans = new HashMap<>();
    public final Map<String, Map<String, Role>> members = new HashMap<>();
    public final Map<String, Map<String, Integer>> clusters = new HashMap<>();
    public boolean down;

    @Override
    public void openNamespace(UUID signup, String tenant) {
        ping();
        namespaces.putIfAbsent(tenant, signup);
    }

    @Override
    public void closeNamespace(UUID signup, String tenant) {
        ping();
        if (namespaces.remove(tenant, signup)) {
            plans.remove(tenant);
            members.remove(tenant);
            clusters.remove(tenant);
        }
    }

    @Override
    public void publishPlan(String tenant, Limits limits) {
        ping();
        plans.put(tenant, limits);
    }

    @Override
    public void publishMembers(String tenant, Map<String, Role> roleByEmail) {
        ping();
        members.put(tenant, Map.copyOf(roleByEmail));
    }

    @Override
    public List<ClusterState> clusters(String tenant) {
        ping();
        List<ClusterState> states = new ArrayList<>();
        clusters.getOrDefault(tenant, Map.of()).forEach((name, nodes) ->
                states.add(new ClusterState(name, "Ready", "https://localhost/" + tenant + "/" + name, nodes, nodes, nodes, "2026-01-01T00:00:00Z")));
        return states;
    }

    @Override
    public Optional<ClusterState> cluster(String tenant, String name) {
        return clusters(tenant).stream().filter(cluster -> cluster.name().equals(name)).findFirst();
    }

    @Override
    public void createCluster(String tenant, String name) {
        ping();
        clusters.computeIfAbsent(tenant, _ -> new TreeMap<>()).putIfAbsent(name, 0);
    }

    @Override
    public void createNodePool(String tenant, String cluster, int nodes) {
        ping();
        clusters.get(tenant).put(cluster, nodes);
    }

    @Override
    public void deleteCluster(String tenant, String name) {
        ping();
        clusters.getOrDefault(tenant, new HashMap<>()).remove(name);
    }

    @Override
    public Credentials issue(String tenant, String cluster, String csrPem, Duration life) {
        ping();
        return new Credentials("certificate for " + life, "ca", "https://localhost/" + tenant + "/" + cluster);
    }

    @Override
    public void ping() {
        if (down) {
            throw ProblemException.unavailable("The control plane", new IOException("down"));
        }
    }
}
