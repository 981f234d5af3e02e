package dev.marina.scheduler.devices;

import dev.marina.scheduler.NodeState;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All devices of a cluster, so that those in reach of a node are found without looking at those that are not. Made once in a cycle.
/// GatherPools in dynamic-resource-allocation's structured/internal
final class Pools {

    private final List<InReach> everywhere = new ArrayList<>();
    private final Map<String, List<InReach>> byNode = new HashMap<>();

    /// What a node reaches of a pool; the same order every time.
    record InReach(Pool pool, List<Slice> slices) {}

    private record Key(String driver, String pool) {}

    static Pools of(List<ResourceSlice> all) {
        Map<Key, List<Slice>> byPool = new LinkedHashMap<>();
        all.stream().map(Slice::of).sorted(Comparator.comparing(Slice::uid))
                .forEach(slice -> byPool.computeIfAbsent(new Key(slice.spec().getDriver(), slice.spec().getPool().getName()), _ -> new ArrayList<>())
                        .add(slice));
        Pools pools = new Pools();
        byPool.entrySet().stream().sorted(Comparator.comparing((Map.Entry<Key, ?> each) -> each.getKey().driver).thenComparing(each -> each.getKey().pool))
                .forEach(each -> pools.add(Pool.of(each.getKey().driver, each.getKey().pool, each.getValue())));
        return pools;
    }

    private void add(Pool pool) {
        Map<String, List<Slice>> local = new LinkedHashMap<>();
        List<Slice> shared = new ArrayList<>();
        for (Slice slice : pool.slices()) {
            if (slice.node().isEmpty()) {
                shared.add(slice);
            } else {
                local.computeIfAbsent(slice.node(), _ -> new ArrayList<>()).add(slice);
            }
        }
        local.forEach((node, slices) -> byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(new InReach(pool, slices)));
        if (!shared.isEmpty()) {
            everywhere.add(new InReach(pool, shared));
        }
    }

    /// The node's own before those that it shares, and those that are ready before those of which some device has to be made so.
    List<InReach> of(NodeState node) {
        List<InReach> reached = new ArrayList<>(byNode.getOrDefault(node.name(), List.of()));
        for (InReach each : everywhere) {
            List<Slice> slices = each.slices.stream().filter(slice -> slice.reachedFrom(node)).toList();
            if (!slices.isEmpty()) {
                reached.add(new InReach(each.pool, slices));
            }
        }
        reached.sort(Comparator.comparing(each -> each.pool.conditional()));
        return reached;
    }
}
