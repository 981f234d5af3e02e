package dev.marina.controllers.loadbalancer;

import dev.marina.model.Machine;
import dev.marina.model.Machine.ClusterAddresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one machine is to know of addresses: those of clusters that have a node on it.
record GrantPlan(List<ClusterAddresses> addresses) {

    /// Empty if the machine knows it, or if nobody has said yet which nodes it has.
    static Optional<GrantPlan> of(Machine machine, List<AddressClaim> claims) {
        Machine.Spec spec = machine.getSpec();
        if (spec == null || spec.nodes() == null) {
            return Optional.empty();
        }
        Map<String, TreeSet<String>> byCluster = new TreeMap<>();
        spec.nodes().forEach(node -> byCluster.putIfAbsent(node.clusterId(), new TreeSet<>()));
        claims.stream().filter(claim -> claim.live() && byCluster.containsKey(claim.clusterId()))
                .forEach(claim -> byCluster.get(claim.clusterId()).add(claim.address()));
        List<ClusterAddresses> wanted = byCluster.entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> new ClusterAddresses(entry.getKey(), List.copyOf(entry.getValue()))).toList();
        List<ClusterAddresses> known = spec.addresses() == null ? List.of() : spec.addresses();
        return wanted.equals(known) ? Optional.empty() : Optional.of(new GrantPlan(wanted));
    }
}
