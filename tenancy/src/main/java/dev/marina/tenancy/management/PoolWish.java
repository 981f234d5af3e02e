package dev.marina.tenancy.management;

import java.util.List;
import java.util.Map;

/// What is wanted of a node pool; null is as is usual, or, in a change, as it was.
///
/// @param nodes how many; with autoscaling they are counted by others
/// @param taints that each node bears, as `key=value:Effect`
/// @param autoscaling false: the number of nodes is what a person says
/// @param minNodes with autoscaling
/// @param maxNodes likewise
/// @param idleMinutes likewise
/// @param repairMinutes after so long without being ready a node is replaced; 0: never
/// @param runtime of its nodes' containers, for as long as there is a pool
/// @param subnet of the cluster's in which its nodes are, likewise
public record PoolWish(Integer nodes, NodeSize size, Map<String, String> labels, List<String> taints, Boolean autoscaling, Integer minNodes, Integer maxNodes,
        Integer idleMinutes, Integer repairMinutes, String runtime, Integer subnet) {

    public PoolWish(Integer nodes, NodeSize size, Map<String, String> labels, List<String> taints, Boolean autoscaling, Integer minNodes, Integer maxNodes,
            Integer idleMinutes, Integer repairMinutes) {
        this(nodes, size, labels, taints, autoscaling, minNodes, maxNodes, idleMinutes, repairMinutes, null, null);
    }

    /// So many nodes, and nothing else.
    public static PoolWish of(int nodes) {
        return new PoolWish(nodes, null, null, null, null, null, null, null, null);
    }
}
