package dev.marina.agent.machine;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.model.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which nodes to make, to change and to take away.
record MachinePlan(List<Machine.AssignedNode> add, List<Machine.AssignedNode> keep, List<NodeRef> remove) {

    /// @param wanted without nodes when nobody has said yet which nodes this machine has: then what is there stays
    static MachinePlan of(Machine.Spec wanted, Set<NodeRef> present) {
        if (wanted == null || wanted.nodes() == null) {
            return new MachinePlan(List.of(), List.of(), List.of());
        }
        Map<NodeRef, Machine.AssignedNode> byRef = new HashMap<>();
        List<Machine.AssignedNode> add = new ArrayList<>();
        List<Machine.AssignedNode> keep = new ArrayList<>();
        Map<String, Machine.ClusterNodes> clusters = new HashMap<>();
        if (wanted.clusters() != null) {
            wanted.clusters().forEach(cluster -> clusters.put(cluster.clusterId(), cluster));
        }
        Map<String, List<String>> granted = new HashMap<>();
        if (wanted.addresses() != null) {
            wanted.addresses().forEach(cluster -> granted.put(cluster.clusterId(), cluster.addresses()));
        }
        Map<NodeRef, List<Machine.NodeFault>> broken = new HashMap<>();
        if (wanted.faults() != null) {
            wanted.faults().forEach(fault -> broken.computeIfAbsent(new NodeRef(fault.clusterId(), fault.node()), _ -> new ArrayList<>()).add(fault));
        }
        for (Machine.AssignedNode assigned : wanted.nodes()) {
            Machine.ClusterNodes cluster = clusters.get(assigned.clusterId());
            // An earlier version of the control plane has written the peers beside each node.
            Machine.AssignedNode node = cluster == null
                    ? assigned
                    : assigned.with(cluster.nodes().stream().filter(peer -> !peer.name().equals(assigned.name())).toList()).in(cluster.network());
            node = node.granted(granted.get(assigned.clusterId()));
            NodeRef ref = new NodeRef(node.clusterId(), node.name());
            node = node.broken(broken.get(ref));
            byRef.put(ref, node);
            (present.contains(ref) ? keep : add).add(node);
        }
        return new MachinePlan(add, keep, present.stream().filter(ref -> !byRef.containsKey(ref)).toList());
    }
}
