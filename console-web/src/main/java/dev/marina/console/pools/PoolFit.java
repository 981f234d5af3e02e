package dev.marina.console.pools;

import dev.marina.console.rest.NodePools.Pool;
import dev.marina.console.rest.NodePools.Wish;
import dev.marina.console.rest.QuotaLine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// Whether a pool as it is wanted has room in the tenant's plan, as data. The plan counts pools by the nodes that they want.
///
/// @param wanted nodes that it has at once
/// @param most nodes that it may come to have
/// @param room nodes of that size that the plan leaves for it
/// @param scarce of what there is the least: nodes, cpu or memory
record PoolFit(int wanted, int most, int room, String scarce) {

    /// @param quota of the tenant, with what the pool takes of it now
    /// @param present the pool as it is; empty for a new one
    /// @param size of each node
    static PoolFit of(List<QuotaLine> quota, Optional<Pool> present, Wish wish, NodeSize size) {
        int now = present.map(pool -> pool.wish().nodes()).orElse(0);
        BigDecimal nodes = BigDecimal.valueOf(now);
        PoolFit fit = new PoolFit(wish.autoscaling() ? Math.clamp(now, wish.minNodes(), Math.max(wish.minNodes(), wish.maxNodes())) : wish.nodes(),
                wish.autoscaling() ? wish.maxNodes() : wish.nodes(), Integer.MAX_VALUE, "nodes");
        Optional<NodeSize> before = present.map(NodeSize::of);
        return fit.within("nodes", free(quota, "nodes").add(nodes), BigDecimal.ONE)
                .within("cpu", free(quota, "cpu").add(before.map(NodeSize::cores).orElse(BigDecimal.ZERO).multiply(nodes)), size.cores())
                .within("memory", free(quota, "memory").add(before.map(NodeSize::bytes).orElse(BigDecimal.ZERO).multiply(nodes)), size.bytes());
    }

    private static BigDecimal free(List<QuotaLine> quota, String resource) {
        return quota.stream().filter(line -> line.resource().equals(resource)).findFirst()
                .map(line -> NodeSize.amount(line.limit()).subtract(NodeSize.amount(line.used()))).orElse(BigDecimal.ZERO);
    }

    private PoolFit within(String resource, BigDecimal free, BigDecimal each) {
        int holds = Math.max(0, free.divide(each, 0, RoundingMode.FLOOR).intValue());
        return holds < room ? new PoolFit(wanted, most, holds, resource) : this;
    }

    boolean fits() {
        return wanted <= room;
    }

    /// Whether it could never have as many nodes as it may.
    boolean capped() {
        return most > room;
    }
}
